/*
 * Results and the one error text.
 *
 * A function that can fail returns `enum rc`; its values are the program's exit statuses (contract, section 1),
 * so that no table translates one into the other. Whoever fails first calls rc_fail() with one line: what
 * failed, where, what to do next. A caller that knows more puts it in front once with rc_context().
 * The text lives in one slot per thread, ERROR_TEXT_MAX bytes; control characters become spaces, so that it
 * stays one line. It must never hold a byte of an answer's body, or the key.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#define ERROR_TEXT_MAX 1024

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

enum rc {
	RC_OK = 0,
	RC_INTERNAL = 1,    /* a defect of this program, or no memory */
	RC_USAGE = 2,       /* usage or configuration */
	RC_PARTIAL = 3,     /* published, but some resource was not readable */
	RC_CREDENTIALS = 4, /* 401, or 403/404 on everything */
	RC_SERVICE = 5,     /* service or network, after all retries */
	RC_FORMAT = 6,      /* a complete answer that the service's format does not allow */
	RC_OUTPUT = 7,      /* output or state could not be written */
	RC_LOCKED = 8,      /* another run holds the lock */
	RC_GUARD = 9,       /* deletion guard */
	RC_DIFFERENCE = 10, /* verify found a difference */
	RC_PIPE = 141,      /* the reader of standard output went away: silent */
};

/* The only control-flow macro: leave with the result of a call that failed. */
#define TRY(call)                                                                                                      \
	do {                                                                                                           \
		enum rc try_rc_ = (call);                                                                              \
		if (try_rc_ != RC_OK)                                                                                  \
			return try_rc_;                                                                                \
	} while (0)

/* Records the text and returns `rc`. */
enum rc rc_fail(enum rc rc, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts "text: " before the recorded text and returns `rc`. */
enum rc rc_context(enum rc rc, const char *format, ...) PRINTF_LIKE(2, 3);

/*
 * The text of a failure, kept while something else is tried whose own failure matters less: rc_keep() before,
 * rc_restore() after, which records the kept text again and returns `rc`.
 */
struct rc_kept {
	char text[ERROR_TEXT_MAX];
};

void rc_keep(struct rc_kept *kept);
enum rc rc_restore(const struct rc_kept *kept, enum rc rc);

/* The recorded text; "" when nothing failed. Valid until the next rc_fail() or rc_context(). */
const char *rc_text(void);

#endif
