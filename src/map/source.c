/*
 * Sources that read the record, or the thing that the row is about, and nothing else.
 */
#include "map/sources.h"

#include <stdio.h>

#include "base/digest.h"
#include "json/escape.h"
#include "map/members.h"
#include "map/raw.h"

enum rc source_nothing(struct scope *scope, const struct op *op, struct value *out)
{
	(void)scope;
	(void)op;
	*out = value_null();
	return RC_OK;
}

/* The remote id of the row: of the record, of the thing, or of both. */
static struct sv row_remote_id(struct scope *scope)
{
	AUTO_BUF both = {0};

	if (!scope->item)
		return scope->record->id;
	if (scope->table->table->identity == OF_EACH)
		return scope->item->id;
	buf_addsv(&both, scope->owner->id);
	buf_addc(&both, ':');
	buf_addsv(&both, scope->item->id);
	return arena_copy(scope->arena, buf_sv(&both));
}

enum rc source_id(struct scope *scope, const struct op *op, struct value *out)
{
	char key[KEY_SIZE];

	(void)op;
	digest_key(scope->table->key_prefix, row_remote_id(scope), key);
	*out = value_of_text(arena_copy(scope->arena, (struct sv){key, KEY_LENGTH}));
	return RC_OK;
}

enum rc source_remote_id(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(row_remote_id(scope));
	return RC_OK;
}

enum rc source_changed_at(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(scope->changed_at);
	return RC_OK;
}

enum rc source_record_id(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(scope->record->id);
	return RC_OK;
}

enum rc source_owner_id(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(scope->owner->id);
	return RC_OK;
}

enum rc source_each_id(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(scope->item->id);
	return RC_OK;
}

enum rc source_attribute(struct scope *scope, const struct op *op, struct value *out)
{
	*out = scope->record->attributes[op->attribute];
	return RC_OK;
}

enum rc source_own_attribute(struct scope *scope, const struct op *op, struct value *out)
{
	*out = scope->values[op->attribute];
	return RC_OK;
}

enum rc source_own_member(struct scope *scope, const struct op *op, struct value *out)
{
	const struct value *object = &scope->values[op->attribute];

	*out = value_null();
	if (!value_given(object))
		return RC_OK;
	if (object->kind != VALUE_JSON || object->text.p[0] != '{') {
		scope_warn(scope, scope->column->name, "invalid");
		return RC_OK;
	}
	if (scope->object != object->text.p) {
		scope->object = object->text.p;
		TRY(members_of(object->text, op->members, scope->arena, &scope->members));
	}
	*out = scope->members[op->member];
	return RC_OK;
}

enum rc source_own_related_id(struct scope *scope, const struct op *op, struct value *out)
{
	const struct relationship *relationship = &scope->own->relationships[op->relationship];

	*out = relationship->count ? value_of_text(relationship->ids[0].id) : value_null();
	return RC_OK;
}

enum rc source_other_attributes(struct scope *scope, const struct op *op, struct value *out)
{
	struct sv others = scope->own->collected[COLLECTED_OTHERS];

	(void)op;
	*out = others.n ? (struct value){VALUE_JSON, others} : value_null();
	return RC_OK;
}

enum rc source_item_value(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = scope->item->value;
	return RC_OK;
}

enum rc source_each_attribute(struct scope *scope, const struct op *op, struct value *out)
{
	if (scope->each)
		*out = scope->each->attributes[op->attribute];
	else
		*out = value_null();
	return RC_OK;
}

enum rc source_each_name(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(scope->item->name);
	return RC_OK;
}

enum rc source_each_roles(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = (struct value){VALUE_JSON, scope->item->roles};
	return RC_OK;
}

enum rc source_index(struct scope *scope, const struct op *op, struct value *out)
{
	char text[24];

	(void)op;
	snprintf(text, sizeof(text), "%zu", scope->item->place);
	*out = (struct value){VALUE_NUMBER, arena_copy(scope->arena, sv_of(text))};
	return RC_OK;
}

enum rc source_constant(struct scope *scope, const struct op *op, struct value *out)
{
	(void)scope;
	*out = value_of_text(sv_of(op->source->constant));
	return RC_OK;
}

enum rc source_cases(struct scope *scope, const struct op *op, struct value *out)
{
	const struct pair *pairs = op->source->pairs;

	*out = value_null();
	for (size_t i = 0; pairs[i].from; i++) {
		bool otherwise = op->attributes[i] < 0;

		if (otherwise || value_set(&scope->record->attributes[op->attributes[i]])) {
			*out = value_of_text(sv_of(pairs[i].to));
			break;
		}
	}
	return RC_OK;
}

enum rc source_raw(struct scope *scope, const struct op *op, struct value *out)
{
	AUTO_BUF key = {0};
	AUTO_BUF edited = {0};
	struct sv raw = scope->record->raw;
	size_t n;
	char *text;

	(void)op;
	if (scope->plan->raw_edit) {
		raw_add(scope->plan->raw_edit, raw, &edited);
		raw = buf_sv(&edited);
	}
	buf_addc(&key, '{');
	json_escape(&key, sv_of(scope->plan->endpoint->query.path));
	buf_addc(&key, ':');
	n = key.n + raw.n + 1;
	text = arena_take(scope->arena, n); /* copied once only: it is the longest text of most rows */
	memcpy(text, key.p, key.n);
	memcpy(text + key.n, raw.p, raw.n);
	text[n - 1] = '}';
	*out = (struct value){VALUE_JSON, {text, n}};
	return RC_OK;
}
