/*
 * Results and the one error text.
 *
 * A function that can fail returns `enum rc`. Its values are the program's exit statuses (output/README.md, "Exit status"),
 * so that no table translates one into the other. The function that fails first calls rc_fail() with one line: what
 * failed, where, and what to do. A caller that knows more about where puts it in front with rc_context().
 * There is one text per thread, of at most ERROR_TEXT_MAX bytes. It may hold any bytes of a path or an argument: the log
 * escapes what is not printable. It must never contain a byte of an answer's body, or the key. No decision is taken from it.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#define ERROR_TEXT_MAX 1024

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* The page above says what each means. */
enum rc {
	RC_OK = 0,
	RC_INTERNAL = 1,
	RC_USAGE = 2,
	RC_PARTIAL = 3,
	RC_CREDENTIALS = 4,
	RC_SERVICE = 5,
	RC_FORMAT = 6,
	RC_OUTPUT = 7,
	RC_LOCKED = 8,
	RC_GUARD = 9,
	RC_DIFFERENCE = 10,
	RC_UNPUSHED = 11,
	RC_PIPE = 141, /* its text is not shown */
};

/* The only macro that changes the flow of control: returns the result of a call that failed. */
#define TRY(call)                                                                                                      \
	do {                                                                                                           \
		enum rc try_rc_ = (call);                                                                              \
		if (try_rc_ != RC_OK)                                                                                  \
			return try_rc_;                                                                                \
	} while (0)

/* Records the text and returns `rc`. */
enum rc rc_fail(enum rc rc, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts the formatted text and ": " in front of the recorded text, and returns `rc`. */
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
