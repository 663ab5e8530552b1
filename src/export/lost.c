#include "export/lost.h"

/* The group of the columns that come from these parts; a new one if there is none. */
static enum rc lost_find_group(struct lost *lost, const struct table *table, uint64_t parts, struct row_hash_plan *hash,
			       unsigned *group)
{
	for (*group = 0; *group < hash->group_count; ++*group)
		if (lost->group_parts[*group] == parts)
			return RC_OK;
	if (hash->group_count == STATE_GROUPS_MAX)
		return rc_fail(RC_INTERNAL,
			       "the columns of %s come from more than %d parts of the request that may be refused",
			       table->name, STATE_GROUPS_MAX);
	lost->group_parts[hash->group_count++] = parts;
	return RC_OK;
}

enum rc lost_init(struct lost *lost, const struct plan *plan, unsigned table, struct row_hash_plan *hash)
{
	const struct table_plan *of = &plan->tables[table];
	uint64_t losable = of->table->model == MODEL_NATIVE ? query_losable_parts(&plan->endpoint->query) : 0;
	unsigned group;

	lost->parts = of->parts & losable;
	for (unsigned i = 0; i < of->count && of->wanted; i++) {
		uint64_t parts = of->columns[i].parts & losable & ~lost->parts;

		if (!parts || column_mask_has(&hash->skip, i))
			continue;
		TRY(lost_find_group(lost, of->table, parts, hash, &group));
		column_mask_add(&hash->groups[group], i);
	}
	return RC_OK;
}

void lost_set(struct lost *lost, const struct row_hash_plan *hash, uint64_t given_up)
{
	lost->table = (lost->parts & given_up) != 0;
	lost->groups = 0;
	lost->columns = (struct column_mask){{0}};
	for (unsigned i = 0; i < hash->group_count; i++) {
		if (!(lost->group_parts[i] & given_up))
			continue;
		lost->groups |= UINT32_C(1) << i;
		column_mask_join(&lost->columns, &hash->groups[i]);
	}
}

size_t lost_names(const struct lost *lost, const struct table_plan *plan, const char *names[ROW_COLUMNS_MAX])
{
	size_t count = 0;

	for (unsigned i = 0; i < plan->count; i++)
		if (column_mask_has(&lost->columns, i))
			names[count++] = plan->names[i];
	return count;
}
