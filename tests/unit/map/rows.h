/*
 * Runs pages through one mapping and keeps the rows: cell by cell, and as text with one line for each row ("table: cell |
 * cell", NULL as ~, without changed_at, remote_deleted_at and derived ids).
 */
#ifndef UNIT_MAP_ROWS_H
#define UNIT_MAP_ROWS_H

#include "base/mem.h"
#include "jsonapi/document.h"
#include "map/mapper.h"

/* Elements of a JSON array, or members of an object. */
#define TWO(a_, b_) a_ "," b_
#define THREE(a_, b_, c_) TWO(a_, b_) "," c_
#define FOUR(a_, b_, c_, d_) THREE(a_, b_, c_) "," d_
#define FIVE(a_, b_, c_, d_, e_) FOUR(a_, b_, c_, d_) "," e_

struct kept_row {
	const struct table_plan *table;
	struct cell cells[ROW_COLUMNS_MAX];
};

struct rows {
	struct plan *plan;
	struct mapper *mapper;
	struct document *document;
	struct spool_budget budget;
	struct arena arena;
	struct kept_row *list;
	size_t count, room, fail_at; /* the row with this number fails; 0 = none */
	unsigned waited;             /* records */
	struct buf text;
};

static inline bool rows_is_noise(const struct table *table, const char *column)
{
	return (strcmp(column, "id") == 0 && !models[table->model].plain_ids) || strcmp(column, "changed_at") == 0 ||
	       strcmp(column, "remote_deleted_at") == 0;
}

static inline enum rc rows_take(void *context, const struct map_row *given)
{
	struct rows *rows = context;
	const struct table_plan *plan = &rows->plan->tables[given->table];
	const struct cell *cells = given->cells;
	struct kept_row *row;
	const char *between = ": ";

	if (rows->count + 1 == rows->fail_at)
		return rc_fail(RC_OUTPUT, "the failure of the test");
	if (rows->count == rows->room) {
		rows->room = rows->room ? rows->room * 2 : 64;
		rows->list = mem_resize(rows->list, rows->room * sizeof(*rows->list));
	}
	row = &rows->list[rows->count++];
	row->table = plan;
	buf_adds(&rows->text, plan->table->name);
	for (unsigned i = 0; i < plan->count; i++) {
		row->cells[i] = (struct cell){cells[i].kind, arena_copy(&rows->arena, cells[i].text)};
		if (rows_is_noise(plan->table, plan->names[i]))
			continue;
		buf_adds(&rows->text, between);
		between = " | ";
		if (cells[i].kind == CELL_NULL)
			buf_addc(&rows->text, '~');
		else
			buf_addsv(&rows->text, cells[i].text);
	}
	buf_addc(&rows->text, '\n');
	return RC_OK;
}

static inline enum rc rows_resource(void *context, enum section section, const struct resource *resource)
{
	struct rows *rows = context;
	bool waits;

	if (section == SECTION_INCLUDED)
		return mapper_included(rows->mapper, resource);
	TRY(mapper_record(rows->mapper, resource, &waits));
	rows->waited += waits;
	return RC_OK;
}

/* `path`: of an endpoint; NULL: the first one. */
static inline void rows_choose(struct rows *rows, const struct mappings *mappings, const char *path, size_t budget,
			       const struct plan_choice *choice)
{
	const struct endpoint *endpoint = path ? mappings_find_endpoint(mappings, path) : mappings->endpoints;

	*rows = (struct rows){.budget = {budget}, .plan = plan_new(mappings, endpoint, SV("acme"), choice)};
	rows->mapper = mapper_new(&(struct mapper_config){.plan = rows->plan,
							  .spool_directory = "/tmp",
							  .spool_budget = &rows->budget,
							  .changed_at = SV("2026-11-23T02:00:00.000Z"),
							  .row = rows_take,
							  .context = rows});
	rows->document = document_new(&(struct document_config){.types = rows->plan->types,
								.type_count = rows->plan->type_count,
								.keep_raw = rows->plan->needs_raw,
								.resource = rows_resource,
								.context = rows});
}

static inline void rows_init(struct rows *rows, const struct mappings *mappings, size_t budget)
{
	rows_choose(rows, mappings, NULL, budget, &(struct plan_choice){plan_choose_all, NULL, NULL});
}

static inline void rows_forget(struct rows *rows)
{
	rows->count = 0;
	buf_clear(&rows->text);
	arena_clear(&rows->arena);
}

static inline void rows_release(struct rows *rows)
{
	document_free(rows->document);
	mapper_free(rows->mapper);
	plan_free(rows->plan);
	arena_release(&rows->arena);
	mem_free(rows->list);
	buf_release(&rows->text);
}

/* Feeds a page, or its bytes up to a cut. */
static inline enum rc rows_feed(struct rows *rows, struct sv page)
{
	document_begin(rows->document);
	mapper_begin(rows->mapper, &document_facts(rows->document)->included_first);
	TRY(document_feed(rows->document, page));
	return document_finish(rows->document);
}

static inline enum rc rows_page(struct rows *rows, struct sv page)
{
	enum rc rc = rows_feed(rows, page), end = mapper_end(rows->mapper, rc == RC_OK);

	return rc == RC_OK ? end : rc;
}

/* The cell of a column in the n-th row (from 0) of a table; NULL if there is no such row or column. */
static inline const struct cell *rows_cell(const struct rows *rows, const char *table, size_t n, const char *column)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct kept_row *row = &rows->list[i];

		if (strcmp(row->table->table->name, table) != 0 || n-- > 0)
			continue;
		for (unsigned c = 0; c < row->table->count; c++)
			if (strcmp(row->table->names[c], column) == 0)
				return &row->cells[c];
	}
	return NULL;
}

static inline size_t rows_of(const struct rows *rows, const char *table)
{
	size_t count = 0;

	for (size_t i = 0; i < rows->count; i++)
		count += strcmp(rows->list[i].table->table->name, table) == 0;
	return count;
}

/* The number of warnings "of.what" of a table. */
static inline uint64_t rows_warned(const struct rows *rows, const char *table, const char *of, const char *what)
{
	for (unsigned t = 0; t < rows->plan->count; t++) {
		const struct warnings *warnings = mapper_warnings(rows->mapper, t);

		if (strcmp(rows->plan->tables[t].table->name, table) != 0)
			continue;
		for (unsigned i = 0; i < warnings->count; i++)
			if (strcmp(warnings->list[i].of, of) == 0 && strcmp(warnings->list[i].what, what) == 0)
				return warnings->list[i].count;
	}
	return 0;
}

#endif
