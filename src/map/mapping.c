#include "map/mapping.h"

const struct model models[MODELS] = {
	[MODEL_UNIFIED] = {"unified", "", .plain_ids = false},
	[MODEL_NATIVE] = {"native", NATIVE_PREFIX, .plain_ids = true},
};

unsigned mappings_endpoint_count(const struct mappings *mappings)
{
	unsigned count = 0;

	while (mappings->endpoints[count].query.path)
		count++;
	return count;
}

const struct endpoint *mappings_find_endpoint(const struct mappings *mappings, const char *path)
{
	for (const struct endpoint *endpoint = mappings->endpoints; endpoint->query.path; endpoint++)
		if (strcmp(endpoint->query.path, path) == 0)
			return endpoint;
	return NULL;
}

const struct table *mappings_find_table(const struct mappings *mappings, const char *name)
{
	for (size_t i = 0; mappings->tables[i]; i++)
		if (strcmp(mappings->tables[i]->name, name) == 0)
			return mappings->tables[i];
	return NULL;
}

static bool mappings_is_of(const struct table *table, const char *path)
{
	return table->path && strcmp(table->path, path) == 0;
}

static bool mappings_is_listed(const struct mappings *mappings, const struct table *table)
{
	return table->model == MODEL_UNIFIED && mappings->unified_order;
}

unsigned mappings_tables_of(const struct mappings *mappings, const struct endpoint *endpoint,
			    const struct table *tables[MAP_TABLES_MAX])
{
	const char *path = endpoint->query.path;
	unsigned count = 0;

	for (size_t i = 0; mappings->unified_order && mappings->unified_order[i] && count < MAP_TABLES_MAX; i++) {
		const struct table *table = mappings_find_table(mappings, mappings->unified_order[i]);

		if (table && mappings_is_of(table, path))
			tables[count++] = table;
	}
	for (size_t i = 0; mappings->tables[i] && count < MAP_TABLES_MAX; i++)
		if (!mappings_is_listed(mappings, mappings->tables[i]) && mappings_is_of(mappings->tables[i], path))
			tables[count++] = mappings->tables[i];
	return count;
}
