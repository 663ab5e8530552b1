/*
 * What the readers of rows (row/csv_read.h, row/ndjson_read.h) tell: each cell as it ends, then the row. A cell's text
 * lives until its handler returns. A handler that returns anything but RC_OK ends the reading with that result.
 */
#ifndef ROW_ROW_EVENTS_H
#define ROW_ROW_EVENTS_H

#include "base/error.h"
#include "row/cell.h"

struct row_events {
	enum rc (*cell)(void *context, size_t column, const struct cell *cell); /* columns count from 0 */
	enum rc (*row)(void *context, size_t columns);                          /* so many cells it had */
	void *context;
};

#endif
