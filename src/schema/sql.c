#include "schema/sql.h"

#include "base/arena.h"
#include "map/plan.h"
#include "schema/facts.h"

/* The meaning, and the marks in brackets. */
static const char *sql_comment(const struct column *column, struct arena *arena)
{
	AUTO_BUF text = {0};

	buf_adds(&text, column->meaning);
	column_add_marks(column, &(struct marks_form){" (", ", ", ")"}, &text);
	return arena_text(arena, buf_sv(&text));
}

void sql_add_table(const struct sql_target *target, const struct catalogue_table *table, struct buf *out)
{
	const struct column *columns = table->table->columns;
	struct sql_column made[ROW_COLUMNS_MAX];
	struct arena arena = {0};
	struct sql_table sql = {.name = table->table->name,
				.key = SCRIPT_KEY,
				.version = SCRIPT_VERSION,
				.columns = made};

	for (size_t i = 0; columns[i].name; i++)
		made[sql.column_count++] = (struct sql_column){.name = columns[i].name,
							       .type = column_sql_type(&columns[i]),
							       .required = !plan_column_nullable(&columns[i]),
							       .meaning = sql_comment(&columns[i], &arena)};
	script_add_table(target, &sql, out);
	arena_release(&arena);
}
