/*
 * The warnings of a table, in its manifest and in the log: those of the mapper by column, and those about the whole table.
 */
#ifndef MANIFEST_TABLE_WARNINGS_H
#define MANIFEST_TABLE_WARNINGS_H

#include "base/arena.h"
#include "cli/log.h"
#include "manifest/manifest.h"
#include "map/warnings.h"

/* What is counted for the whole table. */
struct table_counts {
	uint64_t columns_changed, drift, duplicate_names, other_types;
	/* Columns that are NULL because the service refused a part of the request: "COLUMN.given_up", once each. */
	const char *const *given_up;
	size_t given_up_count;
};

/* Sets table->warnings and table->warning_count, in memory of the arena. Counts of 0 are left out. */
void table_warnings_collect(const struct warnings *columns, const struct table_counts *counts, struct arena *arena,
			    struct manifest_table *table);

/* Logs the warnings and the replaced characters of the table, a line each. */
void table_warnings_report(const struct manifest_table *table, struct log *log);

#endif
