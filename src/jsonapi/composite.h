/*
 * Turns the events of an object or array back into compact JSON, with strings escaped as in json/escape.h. For
 * jsonapi/assemble.c only. Zero-initialize; then release `text`.
 */
#ifndef JSONAPI_COMPOSITE_H
#define JSONAPI_COMPOSITE_H

#include "base/buf.h"
#include "json/parser.h"

struct composite {
	struct buf text;
	unsigned nested; /* objects and arrays open */
	bool comma;      /* the next value needs one */
};

void composite_begin(struct composite *composite);

/* Returns true after the last event. */
bool composite_add(struct composite *composite, enum json_event event, struct sv text);

#endif
