/*
 * The warehouses that `load` and `schema --as` know, one file and one row each. A row is the SQL of that warehouse as templates
 * (warehouse/template.h); the code that fills them in knows no warehouse by name. Constant data.
 *
 * Every warehouse gets the same steps. Each step is a template, and an empty one is left out:
 *
 *   open      once, first
 *   create    for pinpoint_runs, then for each table that has files
 *   add       for each of these tables: the columns that an older table lacks
 *   prepare   for each of these tables, before the transaction begins
 *   begin     once
 *   merge     for each of these tables: stage its files, replace older rows, insert missing ones
 *   replace   within merge, with --replace only: delete what the files do not hold
 *   record    once: the row in pinpoint_runs
 *   end       once, last
 *
 * A row that is replaced is replaced whole: a column that the newer run does not have becomes NULL. Else a tombstone would
 * leave a person's data in a column that its run excludes.
 *
 * What a template can name:
 *   anywhere     {account} {complete} {finished_at} {mode} {previous_run_id} {run_id} {watermark}: of the manifest;
 *                {prefix}: what comes before a name in the chosen schema; {schema}: its name as a literal, or `default_schema`;
 *                {runs}: the table pinpoint_runs; {temporary}: a directory that the script makes for itself
 *   of a table   {table} {key} {version}: as names; {bare}: the table's name without quotes; {rows}: how many its files
 *                hold; {number}: its place in the run; {replace}; {load_format}; each of the lists
 *   of a column  {name}; {column}: without quotes; {type}; {declared}: its type with what says whether it may be NULL;
 *                {staged} and {read}: how it is staged, its value out of there; {comment}; {meaning}
 *   of a file    {path}: where the warehouse finds it; {file}: its name; {load} and {load_lines}: of the location
 */
#ifndef WAREHOUSE_DIALECT_H
#define WAREHOUSE_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#define DIALECT_LISTS_MAX 10
#define DIALECT_SOURCE_LISTS_MAX 4
#define DIALECT_LOCATIONS_MAX 6
#define DIALECT_FORMATS_MAX 2

enum sql_type {
	SQL_KEY, /* the primary key: text that is never NULL, and has 255 bytes at most */
	SQL_TEXT,
	SQL_TIMESTAMP,
	SQL_DATE,
	SQL_NUMBER,
	SQL_INTEGER,
	SQL_BOOLEAN,
	SQL_JSON,
	SQL_TYPES,
};

enum sql_over {
	OVER_COLUMNS,
	OVER_ADDED, /* columns that a table can lack: all but the key and the version */
	OVER_FILES,
};

struct sql_list {
	const char *name; /* as templates call it; NULL: end of the lists */
	enum sql_over over;
	const char *item, *separator;
};

/* Where files may be for this warehouse. */
struct sql_location {
	const char *prefix;     /* of the URL; NULL: end of the locations */
	const char *load;       /* {load}, for each file, or NULL */
	const char *load_lines; /* {load_lines}, for each file: its lines as they are, or NULL */
};

/* How the files of one format are loaded. */
struct sql_source {
	const char *format;      /* as the manifest calls it; NULL: end of the formats */
	const char *load_format; /* as the warehouse calls it */
	const char *prepare, *merge;
	const char *staged[SQL_TYPES]; /* {staged}: how a column is staged; NULL: {type} */
	const char *reads[SQL_TYPES];  /* {read}; NULL: {name} */
	struct sql_list lists[DIALECT_SOURCE_LISTS_MAX];
};

struct dialect {
	const char *name;           /* as --as takes it */
	const char *title;          /* as its vendor writes it */
	const char *quote;          /* around names */
	bool upper_case;            /* names are upper case where they are quoted */
	size_t schema_parts;        /* at most, in --schema: 2 for catalog.schema */
	const char *default_schema; /* SQL for the name of the schema that is used without --schema */
	const char *apostrophe;     /* in a literal */
	bool local;                 /* its client reads the files of this machine */

	const char *types[SQL_TYPES];
	const char *nullable, *required; /* {declared} */
	const char *comment;    /* {comment} within a definition, where it can be there; {meaning} is the text */
	const char *comment_on; /* a statement for each column, where it cannot */

	struct sql_location locations[DIALECT_LOCATIONS_MAX];
	struct sql_list lists[DIALECT_LISTS_MAX];
	const char *open, *create, *add, *begin, *replace, *record, *end;
	const char *announce; /* shows a line before a table is loaded; NULL: DIALECT_ANNOUNCE */
	struct sql_source sources[DIALECT_FORMATS_MAX];

	const char *why_not;                                /* why a format without a source cannot be loaded */
	const char *client;                                 /* how the script is run, for the documentation */
	const char *numbers, *limits, *transaction, *tried; /* for people: `schema --as markdown` */
};

#define DIALECT_ANNOUNCE "SELECT '{bare}: {rows} rows' AS loading;\n"
#define DIALECT_ANNOUNCE_IN_PSQL "\\echo {bare}: {rows} rows\n"

#define WAREHOUSE_SCHEMA_MAX 128 /* characters of a part of --schema */
#define WAREHOUSE_NAME_MAX 54    /* characters of a table's or column's name: PostgreSQL's 63 without "incoming_" */
#define WAREHOUSE_LINE_MAX "67108864" /* bytes of a row, where a warehouse wants to know */

#endif
