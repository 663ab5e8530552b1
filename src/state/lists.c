/*
 * The rows of one parent in a link table. They are taken out of the file in one sweep as the list begins, so that the
 * file is walked in order however the list itself is ordered.
 */
#include "base/mem.h"
#include "state/store.h"

static struct child *children_of(struct list *list)
{
	return (struct child *)(void *)list->children.p;
}

static size_t child_count(const struct list *list)
{
	return list->children.n / sizeof(struct child);
}

bool list_is_of(const struct state *state, unsigned table, const struct state_key *key)
{
	const struct list *list = &state->list;

	return list->open && list->table == table && list->key.parent.number == key->parent.number;
}

struct child *list_child(struct state *state, unsigned table, const struct state_key *key)
{
	struct child *children = children_of(&state->list);
	size_t low = 0, high = child_count(&state->list);
	int64_t wanted = (int64_t)key->child.number;

	if (!list_is_of(state, table, key))
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (children[middle].child == wanted)
			return &children[middle];
		if (children[middle].child < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static enum rc take_children(struct state *state, struct list *list)
{
	int64_t parent = (int64_t)list->key.parent.number;

	TRY(cursor_to_parent(state, list->table, parent));
	while (cursor_is_at(state, list->table, parent)) {
		struct child child = {.child = state->tables[list->table].cursor.child, .own_at = list->texts.n};

		cursor_row(state, list->table, &child.row);
		buf_addsv(&list->texts, child.row.own);
		buf_add(&list->children, &child, sizeof(child));
		TRY(cursor_next(state, list->table));
	}
	for (size_t i = 0; i < child_count(list); i++) {
		struct child *child = &children_of(list)[i];

		child->row.own.p = child->row.own.n ? list->texts.p + child->own_at : "";
	}
	return RC_OK;
}

enum rc state_list_begin(struct state *state, unsigned table, const struct state_id *parent)
{
	struct list *list = &state->list;

	if (list->open)
		return rc_fail(RC_INTERNAL, "state: a list was begun inside another");
	buf_clear(&list->children);
	buf_clear(&list->texts);
	buf_clear(&list->parent_text);
	buf_addsv(&list->parent_text, parent->text);
	list->open = true;
	list->table = table;
	list->key = (struct state_key){.parent = {parent->number, buf_sv(&list->parent_text)}};
	return take_children(state, list);
}

bool state_list_differs(struct state *state, unsigned table, const struct state_key *key, const unsigned char *hash)
{
	const struct child *child = list_child(state, table, key);

	return child && child->row.live && child->row.has_hash && memcmp(child->row.hash, hash, STATE_HASH_SIZE) != 0;
}

enum rc state_list_end(struct state *state, bool known, struct idset *children, uint64_t *carried)
{
	struct list *list = &state->list;

	*carried = 0;
	list->open = false;
	for (size_t i = 0; i < child_count(list); i++) {
		struct child *child = &children_of(list)[i];

		if (child->met || !child->row.live)
			continue;
		list->key.child.number = (uint64_t)child->child;
		if (known) {
			TRY(row_delete(state, list->table, &list->key, &child->row));
			continue;
		}
		++*carried;
		if (children)
			idset_add(children, list->key.child.number);
	}
	return RC_OK;
}
