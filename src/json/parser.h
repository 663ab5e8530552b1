/*
 * The door to yajl: bytes in, events out, one document at a time.
 *
 * Before yajl stands the guard (json/guard.h). Bytes are gathered until JSON_FEED of them end outside of any token,
 * so that yajl never meets a token in two pieces (it would read it again from its start each time).
 * Life cycle: json_new(), then for each document json_begin(), json_feed() any number of times, json_finish();
 * json_free(). After an error only json_begin() or json_free() may follow.
 * Errors: RC_FORMAT for what is not JSON, not UTF-8 or past a ceiling. json_broken_off() tells afterwards whether
 * all that was wrong is that the document ends too early. No text holds a byte of the document.
 * Ceilings: below. Slices given to an event live until the event returns.
 */
#ifndef JSON_PARSER_H
#define JSON_PARSER_H

#include <stdint.h>

#include "base/buf.h"
#include "json/limits.h"

#define JSON_FEED ((size_t)256 << 10) /* bytes gathered before yajl sees them */

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

/* Returns RC_OK to go on; anything else (with its text recorded) ends the document with that result. */
typedef enum rc json_handler(void *context, enum json_event event, struct sv text);

struct json;

struct json *json_new(json_handler *handler, void *context);
void json_free(struct json *json); /* NULL is fine */

/* Other ceilings than JSON_DEPTH_MAX and JSON_STRING_MAX, for rows read back: they wrap what a document held. */
void json_set_ceilings(struct json *json, unsigned depth, size_t string);

void json_begin(struct json *json);
enum rc json_feed(struct json *json, struct sv bytes) MUST_USE;
enum rc json_finish(struct json *json) MUST_USE;
bool json_broken_off(const struct json *json);

/* Characters replaced by U+FFFD in this document so far (U+0000 and lone surrogate escapes). */
uint64_t json_replaced(const struct json *json);

/* Inside an event: the bytes of the document up to the end of its token, white space outside strings not counted. */
uint64_t json_offset(const struct json *json);

/* Between feeds: the bytes of the document whose events have come. */
uint64_t json_fed(const struct json *json);

/*
 * The bytes of a value as sent, white space outside strings removed. Inside the event JSON_OBJECT of an object:
 * json_raw_begin(). Inside its JSON_OBJECT_END: json_raw_end(), whose slice lives until that event returns.
 * `max` bytes at most, else RC_FORMAT by then or at a later feed.
 */
void json_raw_begin(struct json *json, size_t max);
struct sv json_raw_end(struct json *json);

/* Inside the event JSON_KEY: nobody wants its value, so no events of that come. It is held to grammar and ceilings. */
void json_skip(struct json *json);

/* One small complete document, such as a value kept as compact JSON. */
enum rc json_read(struct sv document, json_handler *handler, void *context) MUST_USE;

#endif
