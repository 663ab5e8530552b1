#include "report/night.h"

#include "cli/mode.h"

size_t nights_count(const struct nights *nights)
{
	return nights->list.n / sizeof(struct night);
}

const struct night *nights_at(const struct nights *nights, size_t i)
{
	return (const struct night *)(const void *)nights->list.p + i;
}

const struct night_table *night_table(const struct night *night, size_t table)
{
	static const struct night_table none;

	return table < night->table_count ? &night->tables[table] : &none;
}

size_t nights_last(const struct nights *nights)
{
	for (size_t i = nights_count(nights); i > 0; i--)
		if (nights_at(nights, i - 1)->source == NIGHT_FROM_MANIFEST)
			return i - 1;
	return nights_count(nights);
}

bool night_is_delta(const struct night *night)
{
	return night->mode && strcmp(night->mode, mode_rows[MODE_DELTA].name) == 0;
}

static bool night_has_read(const struct night *night, size_t table)
{
	enum night_table_status status = night_table(night, table)->status;

	return status == NIGHT_TABLE_COMPLETE || status == NIGHT_TABLE_INCOMPLETE;
}

size_t nights_before(const struct nights *nights, size_t last, size_t table)
{
	bool deltas = night_is_delta(nights_at(nights, last));

	for (size_t i = last; i > 0; i--) {
		const struct night *night = nights_at(nights, i - 1);

		if (night_has_read(night, table) && (deltas || !night_is_delta(night)))
			return i - 1;
	}
	return nights_count(nights);
}

uint64_t night_warning(const struct night_table *table, const char *name)
{
	for (size_t i = 0; i < table->warning_count; i++)
		if (strcmp(table->warnings[i].name, name) == 0)
			return table->warnings[i].count;
	return 0;
}

void nights_release(struct nights *nights)
{
	buf_release(&nights->list);
	buf_release(&nights->names);
	arena_release(&nights->arena);
}

size_t nights_table_count(const struct nights *nights)
{
	return nights->names.n / sizeof(const char *);
}

const char *nights_table_name(const struct nights *nights, size_t table)
{
	return ((const char *const *)(const void *)nights->names.p)[table];
}
