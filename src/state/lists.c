/*
 * All rows of a parent are read as its list begins, so that the file is walked in key order whatever the order of the
 * list is.
 */
#include "state/lists.h"

#include "state/cursor.h"
#include "state/stored_hash.h"

static struct list_row *list_rows(struct list *list)
{
	return (struct list_row *)(void *)list->rows.p;
}

static size_t lists_count(const struct list *list)
{
	return list->rows.n / sizeof(struct list_row);
}

bool list_has_parent(const struct state *state, unsigned table, const struct state_key *key)
{
	const struct list *list = &state->list;

	return list->open && list->table == table && list->key.parent.number == key->parent.number;
}

struct list_row *list_find(struct state *state, unsigned table, const struct state_key *key)
{
	struct list_row *rows = list_rows(&state->list);
	size_t low = 0, high = lists_count(&state->list);
	int64_t wanted = (int64_t)key->child.number;

	if (!list_has_parent(state, table, key))
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rows[middle].child == wanted)
			return &rows[middle];
		if (rows[middle].child < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static enum rc list_load(struct state *state, struct list *list)
{
	int64_t parent = (int64_t)list->key.parent.number;

	TRY(cursor_to_parent(state, list->table, parent));
	while (cursor_is_at(state, list->table, parent)) {
		struct list_row row = {.child = state->tables[list->table].cursor.child, .own_at = list->texts.n};

		cursor_row(state, list->table, &row.row);
		buf_addsv(&list->texts, row.row.own);
		buf_add(&list->rows, &row, sizeof(row));
		TRY(cursor_next(state, list->table));
	}
	for (size_t i = 0; i < lists_count(list); i++) {
		struct list_row *row = &list_rows(list)[i];

		row->row.own.p = row->row.own.n ? list->texts.p + row->own_at : "";
	}
	return RC_OK;
}

enum rc state_list_begin(struct state *state, unsigned table, const struct state_id *parent)
{
	struct list *list = &state->list;

	if (list->open)
		return rc_fail(RC_INTERNAL, "state: a list begins inside another; this is a defect, please report it");
	buf_clear(&list->rows);
	buf_clear(&list->texts);
	buf_clear(&list->parent_text);
	buf_addsv(&list->parent_text, parent->text);
	list->open = true;
	list->table = table;
	list->key = (struct state_key){.parent = {parent->number, buf_sv(&list->parent_text)}};
	return list_load(state, list);
}

bool state_list_differs(struct state *state, unsigned table, const struct state_key *key, const struct state_hash *hash)
{
	const struct list_row *row = list_find(state, table, key);

	return row && row->row.live && row->row.hash_size && !stored_hash_is(&row->row, hash);
}

enum rc state_list_end(struct state *state, bool known, struct idset *children, uint64_t *carried)
{
	struct list *list = &state->list;

	*carried = 0;
	list->open = false;
	for (size_t i = 0; i < lists_count(list); i++) {
		struct list_row *row = &list_rows(list)[i];

		if (row->seen || !row->row.live)
			continue;
		list->key.child.number = (uint64_t)row->child;
		if (known) {
			TRY(store_delete(state, list->table, &list->key, &row->row));
			continue;
		}
		++*carried;
		if (children)
			idset_add(children, list->key.child.number);
	}
	return RC_OK;
}
