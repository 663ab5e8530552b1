/*
 * The rules of the mapping checker (schema/check.h), which check.c applies to each endpoint and table. Private to schema/.
 */
#ifndef SCHEMA_CHECK_RULES_H
#define SCHEMA_CHECK_RULES_H

#include "base/error.h"
#include "map/mapping.h"

struct check {
	const struct mappings *mappings;
	const struct endpoint *endpoint;
	const struct table *tables[MAP_TABLES_MAX]; /* of the endpoint */
	unsigned table_count;
	const struct table *table;   /* NULL while the endpoint itself is checked */
	const struct column *column; /* NULL while the table itself is checked */
	unsigned defects;
	void (*report)(void *context, const char *defect);
	void *context;
};

/* check_report.c: a line about where the check is, and look-ups in the query */
void check_defect(struct check *check, const char *format, ...) PRINTF_LIKE(2, 3);
bool check_requested(const struct check *check, enum query_kind kind, const char *name);
bool check_included(const struct check *check, const char *path);

/* check_query.c: the query of an endpoint */
void check_query(struct check *check);

/* check_column.c: the columns of a table or object */
void check_table_column(struct check *check, const struct column *column);
void check_column(struct check *check, const struct column *column);
void check_column_names(struct check *check, const struct column *columns);

#endif
