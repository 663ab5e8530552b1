#include "export/owners.h"

#include <string.h>

/* The relationship of the record that leads to the owners, of `size` bytes; NULL: the record is the owner. */
static const char *owners_path(const struct table *table, size_t *size)
{
	const char *path = table->each.owners ? table->each.owners : table->each.relationship;

	*size = path ? strcspn(path, ".") : 0;
	return path && (table->each.owners || path[*size]) ? path : NULL;
}

/* The wanted table of what that relationship leads to. */
static int owners_find(const struct plan *plan, const char *path, size_t size)
{
	for (unsigned i = 0; i < plan->count; i++) {
		const struct table *table = plan->tables[i].table;
		const char *relationship = table->each.relationship;

		if (plan->tables[i].wanted && table->model == MODEL_NATIVE && table->identity == OF_EACH &&
		    relationship && strlen(relationship) == size && memcmp(relationship, path, size) == 0)
			return (int)i;
	}
	return -1;
}

static const char *owners_records(const struct plan *plan)
{
	for (unsigned i = 0; i < plan->count; i++)
		if (plan->tables[i].table->model == MODEL_NATIVE && plan->tables[i].table->each.kind == EACH_RECORD)
			return plan->tables[i].table->name;
	return "";
}

static bool owners_has_key(const struct table *table, const char *name)
{
	for (unsigned i = 0; table->columns[i].name; i++)
		if (table->columns[i].table && strcmp(table->columns[i].table, name) == 0)
			return true;
	return false;
}

void owners_init(struct owners *owners, const struct plan *plan, unsigned table)
{
	const struct table *what = plan->tables[table].table;
	size_t size;
	const char *path = owners_path(what, &size);

	owners->table = path ? owners_find(plan, path, size) : -1;
	if (path && owners->table < 0)
		return;
	owners->kept_with_row =
		what->identity == OF_EACH &&
		owners_has_key(what, path ? plan->tables[owners->table].table->name : owners_records(plan));
}

void owners_release(struct owners *owners)
{
	idset_release(&owners->unknown);
	idset_release(&owners->kept_rows);
}

void owners_note_unknown(struct owners *owners, struct sv owner_id)
{
	if (owner_id.n && owners->kept_with_row)
		idset_add(&owners->unknown, idset_of(owner_id));
	/* Where the owners have a wanted table, those that it keeps are the unknown ones. */
	else if (owner_id.n || owners->table < 0)
		owners->all_unknown = true;
}

bool owners_is_unknown(const struct owners *owners, const struct owners *of, uint64_t owner)
{
	return idset_has(&owners->unknown, owner) || (of && idset_has(&of->kept_rows, owner));
}
