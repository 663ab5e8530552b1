/*
 * How far a run is, as text: from what is known to lines for a terminal of that size, or to one sentence. It draws nothing
 * (cli/log.h does) and knows no time.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum progress_stage { PROGRESS_TO_COME, PROGRESS_UNDER_WAY, PROGRESS_DONE };

/* A resource that is read, a file that is sent. Texts are borrowed; names may hold any bytes. */
struct progress_item {
	const char *name;
	uint64_t done;
	int64_t total; /* -1: unknown */
	enum progress_stage stage;
	const char *note; /* in place of the numbers, such as "not readable"; NULL: none */
};

struct progress_view {
	const struct progress_item *items;
	size_t count;
	const char *title; /* of all items together: "all resources" */
	const char *what;  /* "resources read" */
	const char *unit;  /* of `done` and `total`: "records" */
	uint64_t scale;    /* so many make one unit; at least 1 */
	uint64_t requests;
	int64_t left_ms;   /* -1: unknown */
	const char *waits; /* "rate limit, 36 s"; "": for nothing */
};

/*
 * Appends lines without an end after the last one: a bar for each item, one for all of them, and what the run does. None is as
 * wide as `columns`, and there are fewer than `rows`: where they do not fit, the items under way and a sum of the others.
 */
void progress_add_lines(const struct progress_view *view, size_t columns, size_t rows, struct buf *out);

/* Appends the same as one line: "2 of 5 resources read, 36 of 120 records, 9 requests, ...". */
void progress_add_sentence(const struct progress_view *view, struct buf *out);

#endif
