/*
 * An object or array from its events, as compact JSON with strings escaped as json/escape.h does: private to jsonapi/.
 * Zero-initialise; release `text`.
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

/* True once it is whole. */
bool composite_add(struct composite *composite, enum json_event event, struct sv text);

#endif
