/*
 * Records of one entity in, rows of its tables out.
 *
 * Life cycle: mapper_new(); for each attempt at a page mapper_begin(), mapper_record() / mapper_included() in any
 * order, mapper_end(); mapper_free(). A record that needs something included waits until the page ends whole, unless
 * `included` came first; when the page breaks off, what waited is dropped. Rows of things that several records list
 * (stages, questions, tags) are given out once in the mapper's life.
 * Borrowed: everything in the configuration. The cells of a row live until the row function returns.
 */
#ifndef MAP_MAPPER_H
#define MAP_MAPPER_H

#include "base/spool.h"
#include "jsonapi/resource.h"
#include "map/plan.h"
#include "map/warnings.h"
#include "row/cell.h"

struct map_row {
	unsigned table;           /* index into plan->tables */
	const struct cell *cells; /* one for each of its columns */
	struct sv record_id;      /* remote ids; empty: the row is about a thing that no record of the page links to */
	struct sv thing_id;       /* empty: the row is about the record itself */
	struct sv thing_key;      /* of tags, whose text nobody should keep: their derived id; else empty */
};

struct mapper_config {
	const struct plan *plan;
	const char *spool_directory;
	struct spool_budget *spool_budget;
	struct sv changed_at;
	enum rc (*row)(void *context, const struct map_row *row);

	/* What is known beside the rows, for who compares with earlier runs; each may be NULL. */
	enum rc (*record)(void *context, struct sv record_id); /* before the rows of a record */
	/*
	 * Around the rows that a record gives to a table of things. Not known: the service did not say what the record
	 * lists (attribute absent, relationship without linkage), so that no rows, or only some, come.
	 */
	enum rc (*list_begin)(void *context, unsigned table, struct sv record_id, bool known);
	enum rc (*list_end)(void *context, unsigned table);
	/* A thing that is listed but was not included: it has no row, but it exists. */
	enum rc (*unseen)(void *context, unsigned table, struct sv thing_id);
	void *context;
};

struct mapper;

struct mapper *mapper_new(const struct mapper_config *config);
void mapper_free(struct mapper *mapper); /* NULL is fine */

/* `included_first` is read while records come: is everything included known already? */
void mapper_begin(struct mapper *mapper, const bool *included_first);
enum rc mapper_record(struct mapper *mapper, const struct resource *resource, bool *waits) MUST_USE;
enum rc mapper_included(struct mapper *mapper, const struct resource *resource) MUST_USE;
enum rc mapper_end(struct mapper *mapper, bool whole) MUST_USE;

const struct warnings *mapper_warnings(const struct mapper *mapper, unsigned table);

#endif
