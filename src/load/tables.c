#include "load/tables.h"

#include <stdlib.h>

#include "publish/names.h"

/* Tables that scripts make for themselves. */
static const char *const reserved_names[] = {SCRIPT_RUNS, "incoming",          "incoming_lines", "lines",
					     "checked",   "pinpoint_incoming", "pinpoint_kept"};

static enum rc load_differ(struct difference *difference, const char *expected, const char *table, const char *found)
{
	buf_addf(&difference->expected, "%s at tables[", expected);
	difference_show(&difference->expected, sv_of(table));
	buf_adds(&difference->expected, "]");
	difference_show(&difference->found, sv_of(found));
	return difference_at(difference, MANIFEST_NAME, 0);
}

static bool load_is_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return n > 0 && !name[n] && n <= WAREHOUSE_NAME_MAX && !ascii_is_digit(name[0]);
}

static bool load_is_reserved(const char *name)
{
	for (size_t i = 0; i < sizeof(reserved_names) / sizeof(reserved_names[0]); i++)
		if (strcmp(name, reserved_names[i]) == 0)
			return true;
	return false;
}

static int load_compare_columns(const void *a, const void *b)
{
	const struct sql_column *const *one = a, *const *other = b;

	return strcmp((*one)->name, (*other)->name);
}

static enum rc load_unique(struct load_tables *tables, const struct sql_table *table, struct difference *difference)
{
	size_t bytes = table->column_count * sizeof(const struct sql_column *);
	const struct sql_column **sorted = arena_take(&tables->arena, bytes);

	for (size_t i = 0; i < table->column_count; i++)
		sorted[i] = &table->columns[i];
	qsort(sorted, table->column_count, sizeof(const struct sql_column *), load_compare_columns);
	for (size_t i = 1; i < table->column_count; i++)
		if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
			return load_differ(difference, "each column once", table->name, sorted[i]->name);
	return RC_OK;
}

static enum rc load_column(const struct manifest_table *table, const struct manifest_column *from,
			   struct sql_column *column, struct difference *difference)
{
	*column = (struct sql_column){.name = from->name};
	if (!load_is_name(from->name))
		return load_differ(difference, "names of columns in lower case letters, digits and _", table->name,
				   from->name);
	if (!sql_type_find(sv_of(from->type), &column->type))
		return load_differ(difference, "known types of columns", table->name, from->type);
	if (strcmp(from->name, SCRIPT_KEY) == 0 && column->type == SQL_TEXT)
		column->type = SQL_KEY;
	column->required = column->type == SQL_KEY || strcmp(from->name, SCRIPT_VERSION) == 0;
	return RC_OK;
}

static bool load_has(const struct sql_table *table, const char *name, enum sql_type type)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (strcmp(table->columns[i].name, name) == 0)
			return table->columns[i].type == type;
	return false;
}

static enum rc load_table(struct load_tables *tables, const struct manifest_table *from, struct sql_table *table,
			  struct difference *difference)
{
	struct sql_column *columns = arena_take(&tables->arena, from->column_count * sizeof(*columns));
	const char **files = arena_take(&tables->arena, from->file_count * sizeof(*files));

	*table = (struct sql_table){.name = from->name,
				    .key = SCRIPT_KEY,
				    .version = SCRIPT_VERSION,
				    .columns = columns,
				    .column_count = from->column_count,
				    .files = files,
				    .file_count = from->file_count};
	if (!load_is_name(from->name) || load_is_reserved(from->name))
		return load_differ(difference, "names of tables in lower case letters, digits and _", from->name,
				   from->name);
	for (size_t i = 0; i < from->column_count; i++)
		TRY(load_column(from, &from->columns[i], &columns[i], difference));
	for (size_t i = 0; i < from->file_count; i++) {
		files[i] = from->files[i].path;
		table->rows += from->files[i].rows;
	}
	if (!load_has(table, SCRIPT_KEY, SQL_KEY) || !load_has(table, SCRIPT_VERSION, SQL_TIMESTAMP))
		return load_differ(difference, "columns " SCRIPT_KEY " (text) and " SCRIPT_VERSION " (timestamp)",
				   from->name, "others");
	return load_unique(tables, table, difference);
}

enum rc load_tables_make(const struct manifest *manifest, struct load_tables *tables, struct difference *difference)
{
	*tables = (struct load_tables){0};
	tables->tables = arena_take(&tables->arena, manifest->table_count * sizeof(*tables->tables));
	for (size_t i = 0; i < manifest->table_count; i++)
		if (manifest->tables[i].file_count > 0)
			TRY(load_table(tables, &manifest->tables[i], &tables->tables[tables->count++], difference));
	return RC_OK;
}

void load_tables_release(struct load_tables *tables)
{
	arena_release(&tables->arena);
}
