/*
 * Records the events of a document as text, one word an event, and the raw bytes of some objects and arrays: for the tests
 * of the parser and its fuzz target. Release with recorder_release().
 */
#ifndef UNIT_JSON_EVENTS_H
#define UNIT_JSON_EVENTS_H

#include "json/parser.h"

struct recorder {
	struct json *json;
	struct buf log;
	unsigned depth;
	unsigned raw_depth; /* objects that open at this depth are kept as sent; 0 = none */
	size_t raw_max;
	unsigned raw_open; /* depth of the one being kept, 0 = none */
	size_t fail_at;    /* the event of this number fails; 0 = none */
	size_t events;
};

static inline void recorder_scalar(struct buf *log, enum json_event event, struct sv text)
{
	static const char *const words[] = {
		[JSON_NULL] = "null ", [JSON_FALSE] = "false ", [JSON_TRUE] = "true ", [JSON_NUMBER] = "#",
		[JSON_STRING] = "'",   [JSON_KEY] = "'",        [JSON_OBJECT] = "{ ",  [JSON_OBJECT_END] = "} ",
		[JSON_ARRAY] = "[ ",   [JSON_ARRAY_END] = "] ",
	};
	static const char *const ends[] = {[JSON_NUMBER] = " ", [JSON_STRING] = "' ", [JSON_KEY] = "': "};

	buf_adds(log, words[event]);
	if (event != JSON_NUMBER && event != JSON_STRING && event != JSON_KEY)
		return;
	buf_addsv(log, text);
	buf_adds(log, ends[event]);
}

static inline void recorder_raw(struct recorder *recorder, enum json_event event)
{
	if (event == JSON_OBJECT && recorder->depth == recorder->raw_depth && recorder->raw_depth) {
		recorder->raw_open = recorder->depth;
		json_raw_begin(recorder->json, recorder->raw_max ? recorder->raw_max : (size_t)1 << 24);
	}
	if (event == JSON_OBJECT_END && recorder->raw_open == recorder->depth && recorder->raw_open) {
		recorder->raw_open = 0;
		buf_adds(&recorder->log, "<");
		buf_addsv(&recorder->log, json_raw_end(recorder->json));
		buf_adds(&recorder->log, "> ");
	}
}

static inline enum rc recorder_event(void *context, enum json_event event, struct sv text)
{
	struct recorder *recorder = context;

	if (++recorder->events == recorder->fail_at)
		return rc_fail(RC_SERVICE, "the test's own failure");
	if (event == JSON_OBJECT || event == JSON_ARRAY)
		recorder->depth++;
	recorder_scalar(&recorder->log, event, text);
	recorder_raw(recorder, event);
	if (event == JSON_OBJECT_END || event == JSON_ARRAY_END)
		recorder->depth--;
	return RC_OK;
}

static inline void recorder_begin(struct recorder *recorder)
{
	if (!recorder->json)
		recorder->json = json_new(recorder_event, recorder);
	buf_clear(&recorder->log);
	recorder->depth = recorder->raw_open = 0;
	recorder->events = 0;
	json_begin(recorder->json);
}

static inline void recorder_release(struct recorder *recorder)
{
	json_free(recorder->json);
	buf_release(&recorder->log);
}

#endif
