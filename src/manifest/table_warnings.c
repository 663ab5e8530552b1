#include "manifest/table_warnings.h"

static void table_warnings_add(struct manifest_warning *list, struct manifest_table *table, const char *name,
			       uint64_t count)
{
	if (count)
		list[table->warning_count++] = (struct manifest_warning){name, count};
}

static const char *table_warnings_name(struct arena *arena, const char *of, const char *what)
{
	AUTO_BUF name = {0};

	buf_addf(&name, "%s.%s", of, what);
	return arena_text(arena, buf_sv(&name));
}

void table_warnings_collect(const struct warnings *columns, const struct table_counts *counts, struct arena *arena,
			    struct manifest_table *table)
{
	const struct manifest_warning whole[] = {
		{"columns.changed", counts->columns_changed},
		{"drift", counts->drift},
		{"duplicate_names", counts->duplicate_names},
		{"other_types", counts->other_types},
	};
	size_t whole_count = sizeof(whole) / sizeof(*whole);
	size_t most = columns->count + counts->given_up_count + whole_count;
	struct manifest_warning *list = arena_take(arena, most * sizeof(*list));

	for (unsigned i = 0; i < columns->count; i++)
		table_warnings_add(list, table, table_warnings_name(arena, columns->list[i].of, columns->list[i].what),
				   columns->list[i].count);
	for (size_t i = 0; i < counts->given_up_count; i++)
		table_warnings_add(list, table, table_warnings_name(arena, counts->given_up[i], "given_up"), 1);
	for (size_t i = 0; i < whole_count; i++)
		table_warnings_add(list, table, whole[i].name, whole[i].count);
	table->warnings = list;
}

static void table_warnings_log(struct log *log, const char *table, const char *name, uint64_t count)
{
	if (count)
		log_line(log, LEVEL_WARNING, "%s: %s: %llu", table, name, (unsigned long long)count);
}

void table_warnings_report(const struct manifest_table *table, struct log *log)
{
	for (size_t i = 0; i < table->warning_count; i++)
		table_warnings_log(log, table->name, table->warnings[i].name, table->warnings[i].count);
	table_warnings_log(log, table->name, MANIFEST_REPLACED_CHARACTERS, table->replaced_characters);
}
