/*
 * The SQL of one warehouse, made from its row (warehouse/dialect.h). Everything in these structures is borrowed, and already
 * checked: names hold letters, digits and underscores, texts nothing that ends a literal. Nothing can fail.
 */
#ifndef WAREHOUSE_SCRIPT_H
#define WAREHOUSE_SCRIPT_H

#include <stdint.h>

#include "base/buf.h"
#include "warehouse/dialects.h"

#define SCRIPT_KEY "id"
#define SCRIPT_VERSION "changed_at"
#define SCRIPT_RUNS "pinpoint_runs"

struct sql_column {
	const char *name;
	enum sql_type type;
	bool required;
	const char *meaning; /* NULL: not known */
};

struct sql_table {
	const char *name;
	const char *key, *version; /* columns: a row is replaced by one with the same key and a later version */
	const struct sql_column *columns;
	size_t column_count;
	const char *const *files; /* names */
	size_t file_count;
	uint64_t rows;
};

struct sql_run {
	const char *run_id, *account, *mode, *finished_at, *watermark;
	const char *previous_run_id; /* NULL: none */
	bool complete;
	bool replace;
	bool announced; /* each table is announced before its files are loaded */
	const char *location;  /* of the files, with a slash at its end */
	const char *temporary; /* a directory that does not exist, for what the script has to unpack */
	const struct sql_table *tables;
	size_t table_count;
};

/* `schema` NULL: tables are named without one. */
struct sql_target {
	const struct dialect *dialect;
	const char *schema;
};

/* The table of runs, which each warehouse has once. */
extern const struct sql_table script_runs;

/* Appends CREATE TABLE, and what its columns mean. */
void script_add_table(const struct sql_target *target, const struct sql_table *table, struct buf *out);

/* Appends the script that loads the run. The source is one of the dialect's. */
void script_add_load(const struct sql_target *target, const struct sql_source *source, const struct sql_run *run,
		     struct buf *out);

#endif
