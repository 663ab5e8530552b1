/*
 * Writes JSON in the form that `jq .` prints: two spaces per level, one member or element per line, empty ones as {} and [].
 * Zero-initialize with `out` set, which is borrowed; nothing needs to be released. Each pretty_open() needs its
 * pretty_close().
 */
#ifndef JSON_PRETTY_JSON_H
#define JSON_PRETTY_JSON_H

#include <stdint.h>

#include "base/buf.h"

struct pretty_json {
	struct buf *out;
	unsigned depth;
	bool after_key;
};

void pretty_open(struct pretty_json *json, char bracket); /* '{' or '[' */
void pretty_close(struct pretty_json *json, char bracket);
void pretty_key(struct pretty_json *json, const char *key);
void pretty_text(struct pretty_json *json, const char *text); /* NULL becomes null */
void pretty_number(struct pretty_json *json, uint64_t number);
void pretty_bool(struct pretty_json *json, bool value);
void pretty_null(struct pretty_json *json);

/* A key and its value. */
void pretty_text_member(struct pretty_json *json, const char *key, const char *text);
void pretty_number_member(struct pretty_json *json, const char *key, uint64_t number);

#endif
