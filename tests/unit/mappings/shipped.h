/*
 * Runs one page through a shipped mapping. Pages and expected cells have apostrophes instead of quotation marks; an expected
 * NULL is a cell that is NULL.
 */
#ifndef UNIT_MAPPINGS_SHIPPED_H
#define UNIT_MAPPINGS_SHIPPED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/map/rows.h"

static inline void shipped_quote(struct buf *out, const char *text)
{
	for (; *text; text++)
		buf_addc(out, *text == '\'' ? '"' : *text);
}

static inline bool only_unified(void *context, const struct table *table, const struct column *column)
{
	(void)context;
	(void)column;
	return table->model == MODEL_UNIFIED;
}

static inline void shipped_page(struct rows *rows, const char *path, const char *page)
{
	AUTO_BUF text = {0};

	rows_choose(rows, &shipped_mappings, path, SPOOL_BUDGET, &(struct plan_choice){only_unified, NULL, NULL});
	shipped_quote(&text, page);
	assert_int_equal(rows_page(rows, buf_sv(&text)), RC_OK);
}

static inline void shipped_expect(const struct rows *rows, const char *table, size_t n, const char *column,
				  const char *expected)
{
	const struct cell *cell = rows_cell(rows, table, n, column);
	AUTO_BUF text = {0}, got = {0};

	if (!cell)
		fail_msg("%s[%zu].%s: no such cell", table, n, column);
	if (!expected) {
		assert_int_equal(cell->kind, CELL_NULL);
		return;
	}
	shipped_quote(&text, expected);
	buf_addsv(&got, cell->text);
	assert_int_not_equal(cell->kind, CELL_NULL);
	assert_string_equal(buf_text(&got), buf_text(&text));
}

#endif
