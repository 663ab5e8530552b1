/*
 * Where the rows of one table go: encoded, written to the table's files, counted.
 *
 * Lifecycle: outlet_init(), rows, table_file_close(outlet.file), outlet_release(). Borrows the plan, the format, and
 * what the configuration names. Errors: those of sink/table_file.h.
 */
#ifndef EXPORT_OUTLET_H
#define EXPORT_OUTLET_H

#include "sink/table_file.h"
#include "base/timestamp.h"
#include "map/plan.h"
#include "row/format.h"

struct outlet {
	const struct table_plan *plan;
	const struct row_format *format;
	struct table_file *file;
	struct buf header;
	uint64_t rows;
	int updated_column; /* place among the columns of when the service last changed the record; -1: none */
	char remote_updated_at[TIMESTAMP_SIZE]; /* the greatest; "" = none */
};

/* Table, extension and header of `config` are ignored: they come from the plan and the format. */
void outlet_init(struct outlet *outlet, const struct table_plan *plan, const struct row_format *format,
		 const struct table_file_config *config);
/* Every row that was read, written or not: notes the greatest remote_updated_at. */
void outlet_see(struct outlet *outlet, const struct cell *cells);
enum rc outlet_row(struct outlet *outlet, const struct cell *cells) MUST_USE;
void outlet_release(struct outlet *outlet);

#endif
