/*
 * A mapping prepared for one run: names become slots, and unwanted columns are left out. It is built once and constant
 * afterwards. The mapping must have passed schema/check.h.
 */
#ifndef MAP_PLAN_H
#define MAP_PLAN_H

#include "base/arena.h"
#include "jsonapi/names.h"
#include "map/word.h"
#include "row/format.h"

#define PLAN_ROLES_MAX 4

/* A source with its slots; -1 = it names none. */
struct op {
	const struct source *source;
	const struct column *column; /* what becomes of it; NULL for a bare alternative */
	int attribute, relationship, only_if;
	int extras[WORD_EXTRAS_MAX]; /* attributes of included resources that it reads in addition (map/word_table.c) */
	int definitions[2];          /* relationships of a custom attribute to its definition */
	const int *attributes;       /* of source->attributes */
	const struct op *children;   /* alternatives or members */
	unsigned count;              /* of children */
	bool json;                   /* the column's type is json */
	struct sv key_prefix;        /* of the table whose ids it makes */
	uint64_t parts;              /* of a column: those of the query that it is read from (jsonapi/query.h) */
};

struct table_plan {
	const struct table *table;
	const struct op *columns; /* the wanted ones, in order */
	const char *names[ROW_COLUMNS_MAX];
	unsigned count;
	bool wanted;
	struct sv key_prefix;      /* "pinpoint/ACCOUNT/TABLE/" */
	const char *included_type; /* OF_EACH of TO_MANY: the type of the things; those without a link come last */
	int relationship, by, attribute, roles[PLAN_ROLES_MAX];
	struct sv thing_prefix; /* of the ids of the things it lists */
	int thing_column;       /* the wanted column that holds such an id, -1 = none */
	uint64_t parts;         /* of the query: without one of them the table has no rows */
};

struct plan {
	const struct endpoint *endpoint;
	struct sv account;
	uint64_t parts; /* those of the endpoint's query that are wanted (jsonapi/query.h) */
	struct names attributes, relationships;
	uint64_t record_attributes, record_relationships;     /* slots read of a record */
	uint64_t included_attributes, included_relationships; /* slots read of included resources */
	bool needs_included;                                  /* a wanted column depends on `included` */
	bool needs_raw;
	struct table_plan tables[MAP_TABLES_MAX];
	unsigned count;
	struct arena arena;
};

/* Which columns of which tables are wanted. `wanted` is called with a NULL column for the table as a whole. */
struct plan_choice {
	bool (*wanted)(void *context, const struct table *table, const struct column *column);
	void *context;
};

/* For plan_choice: wants everything. */
bool plan_choose_all(void *context, const struct table *table, const struct column *column);

/* `endpoint` is one of the mappings'. The plan has all tables of the endpoint, wanted or not. */
struct plan *plan_new(const struct mappings *mappings, const struct endpoint *endpoint, struct sv account,
		      const struct plan_choice *choice);
void plan_free(struct plan *plan); /* NULL is fine */

/* The index of a table of that endpoint in plan->tables. */
unsigned plan_table(const struct plan *plan, const struct table *table);

enum column_type plan_column_type(const struct column *column);

/* Only id and changed_at are never NULL: output/README.md, "Tombstones". */
bool plan_column_nullable(const struct column *column);

/* An id that the program makes: that of the row, or of a row in another table. */
bool plan_column_is_id(const struct column *column);

#endif
