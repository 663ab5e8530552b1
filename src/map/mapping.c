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

/* Unified tables in their order, and then the native ones. */
static size_t mappings_place(const struct mappings *mappings, const struct table *table)
{
	const char *const *order = mappings->unified_order;
	size_t place = 0;

	while (order && order[place] && (table->model != MODEL_UNIFIED || strcmp(order[place], table->name) != 0))
		place++;
	return place;
}

unsigned mappings_tables_of(const struct mappings *mappings, const struct endpoint *endpoint,
			    const struct table *tables[MAP_TABLES_MAX])
{
	size_t places[MAP_TABLES_MAX];
	unsigned count = 0;

	for (size_t i = 0; mappings->tables[i] && count < MAP_TABLES_MAX; i++) {
		const struct table *table = mappings->tables[i];
		unsigned to = count;
		size_t place;

		if (!table->path || strcmp(table->path, endpoint->query.path) != 0)
			continue;
		place = mappings_place(mappings, table);
		for (; to && places[to - 1] > place; to--) {
			tables[to] = tables[to - 1];
			places[to] = places[to - 1];
		}
		tables[to] = table;
		places[to] = place;
		count++;
	}
	return count;
}
