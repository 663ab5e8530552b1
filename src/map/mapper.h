/*
 * Takes the records of one endpoint and passes on the rows of its tables.
 *
 * Lifecycle: mapper_new(); for each attempt at a page mapper_begin(), then mapper_record() and mapper_included() in any
 * order, then mapper_end(); finally mapper_free(). A record that needs something included waits until the page is complete,
 * unless `included` came first; if the page breaks off, the waiting records are dropped. The row of a thing that several
 * records list (stage, question, tag) is passed on once in the lifetime of the mapper.
 * Borrowed: everything in the configuration. The cells of a row live until the row function returns.
 */
#ifndef MAP_MAPPER_H
#define MAP_MAPPER_H

#include "base/spool.h"
#include "base/token.h"
#include "jsonapi/resource.h"
#include "map/plan.h"
#include "map/warnings.h"
#include "row/cell.h"

struct map_row {
	unsigned table;           /* index in plan->tables */
	const struct cell *cells; /* one for each of its columns */
	struct sv record_id;      /* remote id; empty: the row is about a thing that no record of the page links to */
	struct sv owner_id;       /* remote id of what lists the thing: the record, or what it links to */
	struct sv thing_id;       /* remote id; empty: the row is about the record itself */
	struct sv thing_key;      /* for tags, whose text must not be kept: the derived id; else empty */
};

struct mapper_config {
	const struct plan *plan;
	const char *spool_directory;
	struct spool_budget *spool_budget;
	struct sv changed_at;
	struct token_maker *tokens; /* for hashed columns; NULL if the plan has none */
	enum rc (*row)(void *context, const struct map_row *row);

	/* More than the rows, for a caller that compares with earlier runs. Each of these may be NULL. */
	enum rc (*record)(void *context, struct sv record_id); /* before the rows of a record */
	/*
	 * Before and after the rows of an owner (usually the record) in a table of things. Not known: the service did not say
	 * what the owner lists (absent attribute, relationship without linkage), so that rows are missing. An owner that was
	 * not included lists nothing that is known; an empty id stands for owners of which the record does not say anything.
	 */
	enum rc (*list_begin)(void *context, unsigned table, struct sv owner_id, bool known);
	enum rc (*list_end)(void *context, unsigned table);
	/* For each thing of a list: the owner lists it, whether or not the thing has a row or had it before. */
	enum rc (*listed)(void *context, unsigned table, struct sv owner_id, struct sv thing_id);
	/* A thing that is listed but was not included: it exists, but it has no row. */
	enum rc (*not_included)(void *context, unsigned table, struct sv thing_id);
	void *context;
};

struct mapper;

struct mapper *mapper_new(const struct mapper_config *config);
void mapper_free(struct mapper *mapper); /* NULL is fine */

/* `included_first` is read for each record: has everything included been read by then? */
void mapper_begin(struct mapper *mapper, const bool *included_first);
enum rc mapper_record(struct mapper *mapper, const struct resource *resource, bool *waits) MUST_USE;
enum rc mapper_included(struct mapper *mapper, const struct resource *resource) MUST_USE;
enum rc mapper_end(struct mapper *mapper, bool whole) MUST_USE;

const struct warnings *mapper_warnings(const struct mapper *mapper, unsigned table);

#endif
