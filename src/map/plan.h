/*
 * A mapping prepared for one run: names become slots, and unwanted columns are left out. It is built once and constant
 * afterwards. The mapping must have passed schema/check.h.
 */
#ifndef MAP_PLAN_H
#define MAP_PLAN_H

#include "base/arena.h"
#include "jsonapi/type_names.h"
#include "map/raw.h"
#include "map/word.h"
#include "row/format.h"

#define PLAN_ROLES_MAX 4
#define PLAN_STEPS_MAX 2 /* relationships in the path of a table */

/* A source with its slots; -1 = it names none. */
struct op {
	const struct source *source;
	const struct column *column; /* what becomes of it; NULL for a bare alternative */
	int attribute, relationship, only_if;
	const struct names *members; /* of the object in the attribute, those that are read */
	int member; /* of the object in the attribute; or the relationship of LISTED_BY's second step */
	int extras[WORD_EXTRAS_MAX]; /* attributes of included resources that it reads in addition (map/word_table.c) */
	int definitions[2];          /* relationships of a custom attribute to its definition */
	const int *attributes;       /* of source->attributes */
	const struct op *children;   /* alternatives or members */
	unsigned count;              /* of children */
	bool json;                   /* the column's type is json */
	bool hashed;                 /* its texts become tokens (map/hashed.h) */
	struct sv key_prefix;        /* of the table whose ids it makes */
	uint64_t parts;              /* of a column of a native table: those of the query that it is read from */
};

struct table_plan {
	const struct table *table;
	const struct op *columns; /* the wanted ones, in order */
	const char **names;       /* of the wanted columns */
	unsigned count;
	bool wanted;
	struct sv key_prefix;      /* "pinpoint/ACCOUNT/TABLE/" */
	const char *included_type; /* of OF_EACH: that of the things; those without a link come last, or have no row */
	bool needs_thing;          /* a thing that was not included has no row */
	int by, attribute, roles[PLAN_ROLES_MAX];
	/* The path from the record to the things: relationships of the record and of what it links to. */
	struct plan_step {
		int relationship;
		const struct type_names *to;
	} steps[PLAN_STEPS_MAX];
	unsigned step_count;
	unsigned owner_steps;   /* those that lead to the owners of the things; 0: the record is the owner */
	struct names *items;    /* members of the items of a list; NULL: it has no items */
	struct sv thing_prefix; /* of the ids of the things it lists */
	int thing_column;       /* the wanted column that holds such an id, -1 = none */
	uint64_t parts;         /* of a native table, of the query: without one of them it has no rows */
};

struct plan {
	const struct endpoint *endpoint;
	struct sv account;
	uint64_t parts;           /* those of the endpoint's query that are wanted (jsonapi/query.h) */
	uint64_t unified_parts;   /* those of them that unified tables want */
	struct type_names *types; /* of the records, then of what is included */
	unsigned type_count;
	const struct type_names
		*linked[NAMES_MAX]; /* what a relationship of the records links to; NULL: not included */
	bool needs_included;        /* a wanted column depends on `included` */
	bool needs_raw;
	const struct raw_edit *raw_edit; /* what remote_data leaves out; NULL: nothing */
	struct table_plan tables[MAP_TABLES_MAX];
	unsigned count;
	struct arena arena;
};

/*
 * Which columns of which tables are wanted, and which of them are hashed (NULL: none). `wanted` is called with a NULL column
 * for the table as a whole.
 */
struct plan_choice {
	bool (*wanted)(void *context, const struct table *table, const struct column *column);
	bool (*hashed)(void *context, const struct table *table, const struct column *column);
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

bool plan_wants_unified(const struct plan *plan); /* Is a table of that model wanted? */

/* Of what no unified table needs, the parts that may go: a service, or the permissions of a key, may lack what they bring. */
uint64_t plan_spare_parts(const struct plan *plan);

enum column_type plan_column_type(const struct column *column);

/* Only id and changed_at are never NULL: output/README.md, "Tombstones". */
bool plan_column_nullable(const struct column *column);

/* An id that the program makes: that of the row, or of a row in another table. */
bool plan_column_is_id(const struct column *column);

#endif
