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

struct mapper_config {
	const struct plan *plan;
	const char *spool_directory;
	struct spool_budget *spool_budget;
	struct sv changed_at;
	/* `table` is an index into plan->tables; one cell for each of its columns. */
	enum rc (*row)(void *context, unsigned table, const struct cell *cells);
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
