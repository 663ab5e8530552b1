/*
 * The first difference that verify found: in which file, in which row of it, what was expected and what was found. Fill
 * `expected` and `found` with clauses, then call difference_at(), which makes the error line. Neither clause may hold a byte
 * of a table's content; names go through difference_show().
 * Zero-initialize, then difference_release(). Only the first difference is reported: nothing goes on after it.
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

/* Records the place and the error line; returns RC_DIFFERENCE. */
enum rc difference_at(struct difference *difference, const char *file, uint64_t row);

/* Appends text from outside: only printable ASCII, cut where it is long. difference_show() puts it in quotes. */
void difference_print(struct buf *out, struct sv text);
void difference_show(struct buf *out, struct sv name);

void difference_clear(struct difference *difference);
void difference_release(struct difference *difference);

#endif
