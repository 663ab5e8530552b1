/*
 * What verify found first: in which file, in which row of it, what was expected and what stands there instead. Fill
 * `expected` and `found` with clauses, then difference_at(), which makes the one line of them. No byte of a table's content
 * may stand in it; what comes from names goes through difference_show().
 * Zero-initialise; difference_release() frees. Only the first difference is told: nothing goes on after it.
 */
#ifndef MANIFEST_DIFFERENCE_H
#define MANIFEST_DIFFERENCE_H

#include <stdint.h>

#include "base/buf.h"

#define DIFFERENCE_SHOWN_MAX 96 /* characters of a name */

struct difference {
	struct buf file, expected, found;
	uint64_t row; /* of the table, from 1, in this file; 0: not about a row */
};

/* Names the place and records the text; returns RC_DIFFERENCE. */
enum rc difference_at(struct difference *difference, const char *file, uint64_t row);

/* Appends a name that came from outside, in quotation marks: printable ASCII, cut where it is long. */
void difference_show(struct buf *out, struct sv name);
void difference_clear(struct difference *difference);
void difference_release(struct difference *difference);

#endif
