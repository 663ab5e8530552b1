/*
 * A JSON parser on top of yajl: bytes in, events out, one document at a time.
 *
 * The guard (json/guard.h) sees the bytes before yajl does. They are collected until there are JSON_FEED of them that end
 * outside any token, so that yajl never sees part of a token (it would read it again from its start each time).
 * Lifecycle: json_new(), then for each document json_begin(), json_feed() any number of times, json_finish();
 * json_free(). After an error only json_begin() and json_free() are allowed.
 * Errors: RC_FORMAT for a document that is not JSON, not UTF-8, or past a limit; then json_broken_off() says whether the only
 * defect is that it ends early. No error text contains a byte of the document.
 * Limits: json/limits.h. Slices given to an event live until the event returns.
 */
#ifndef JSON_PARSER_H
#define JSON_PARSER_H

#include <stdint.h>

#include "base/buf.h"
#include "json/limits.h"

#define JSON_FEED ((size_t)256 << 10) /* bytes collected before yajl sees them */

enum json_event {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER, /* text = as spelled */
	JSON_STRING, /* text = decoded, UTF-8 */
	JSON_KEY,    /* text = decoded */
	JSON_OBJECT,
	JSON_OBJECT_END,
	JSON_ARRAY,
	JSON_ARRAY_END,
};

static inline bool json_opens(enum json_event event)
{
	return event == JSON_OBJECT || event == JSON_ARRAY;
}

static inline bool json_closes(enum json_event event)
{
	return event == JSON_OBJECT_END || event == JSON_ARRAY_END;
}

/* Anything but RC_OK (with its text recorded) ends the document with that result. */
typedef enum rc json_handler(void *context, enum json_event event, struct sv text);

struct json;

struct json *json_new(json_handler *handler, void *context);
void json_free(struct json *json); /* NULL is fine */

/* Other limits than JSON_DEPTH_MAX and JSON_STRING_MAX, for rows that are read back and contain a whole document. */
void json_set_limits(struct json *json, unsigned depth, size_t string);

void json_begin(struct json *json);
enum rc json_feed(struct json *json, struct sv bytes) MUST_USE;
enum rc json_finish(struct json *json) MUST_USE;
bool json_broken_off(const struct json *json);

/* Characters replaced by U+FFFD in this document so far (U+0000 and lone surrogate escapes). */
uint64_t json_replaced(const struct json *json);

/* Inside an event: the number of bytes up to the end of its token, white space outside strings not counted. */
uint64_t json_offset(const struct json *json);

/* Between feeds: the number of bytes whose events have been delivered. */
uint64_t json_fed(const struct json *json);

/*
 * The bytes of a value as sent, white space outside strings removed. Inside the event JSON_OBJECT of an object:
 * json_raw_begin(). Inside its JSON_OBJECT_END: json_raw_end(), whose slice lives until that event returns.
 * More than `max` bytes are refused with RC_FORMAT, at the end or at a feed before it.
 */
void json_raw_begin(struct json *json, size_t max);
struct sv json_raw_end(struct json *json);

/* Inside the event JSON_KEY: skips the events of its value. Grammar and limits are still checked. */
void json_skip(struct json *json);

/* Reads one small complete document, such as a value that is kept as compact JSON. The guard does not see it. */
enum rc json_read(struct sv document, json_handler *handler, void *context) MUST_USE;

#endif
