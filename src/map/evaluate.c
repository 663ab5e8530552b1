#include <stdio.h>

#include "base/digest.h"
#include "map/scope.h"

static void nothing(struct value *out)
{
	*out = (struct value){VALUE_NULL, {"", 0}};
}

static enum rc from_nothing(struct scope *scope, const struct op *op, struct value *out)
{
	(void)scope;
	(void)op;
	nothing(out);
	return RC_OK;
}

/* The remote id of the row: of the record, of the thing, or of both. */
static struct sv remote_id(struct scope *scope)
{
	AUTO_BUF both = {0};

	if (!scope->item)
		return scope->record->id;
	if (scope->table->table->identity == OF_EACH)
		return scope->item->id;
	buf_addsv(&both, scope->record->id);
	buf_addc(&both, ':');
	buf_addsv(&both, scope->item->id);
	return arena_copy(scope->arena, buf_sv(&both));
}

static enum rc from_id(struct scope *scope, const struct op *op, struct value *out)
{
	char key[KEY_SIZE];

	(void)op;
	digest_key(scope->table->key_prefix, remote_id(scope), key);
	*out = value_of_text(arena_copy(scope->arena, (struct sv){key, KEY_LENGTH}));
	return RC_OK;
}

static enum rc from_remote_id(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(remote_id(scope));
	return RC_OK;
}

static enum rc from_changed_at(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(scope->changed_at);
	return RC_OK;
}

static enum rc from_record_id(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(scope->record->id);
	return RC_OK;
}

static enum rc from_each_id(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(scope->item->id);
	return RC_OK;
}

static enum rc from_attribute(struct scope *scope, const struct op *op, struct value *out)
{
	*out = scope->record->attributes[op->attribute];
	return RC_OK;
}

static enum rc from_each_attribute(struct scope *scope, const struct op *op, struct value *out)
{
	if (scope->each)
		*out = scope->each->attributes[op->attribute];
	else
		nothing(out);
	return RC_OK;
}

static enum rc from_each_name(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(scope->item->name);
	return RC_OK;
}

static enum rc from_each_roles(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = (struct value){VALUE_JSON, scope->item->roles};
	return RC_OK;
}

static enum rc from_index(struct scope *scope, const struct op *op, struct value *out)
{
	char text[24];

	(void)op;
	snprintf(text, sizeof(text), "%zu", scope->index);
	*out = (struct value){VALUE_NUMBER, arena_copy(scope->arena, sv_of(text))};
	return RC_OK;
}

static enum rc from_first(struct scope *scope, const struct op *op, struct value *out)
{
	for (unsigned i = 0; i < op->count; i++) {
		TRY(evaluate_source(scope, &op->children[i], out));
		if (value_set(out))
			return RC_OK;
	}
	nothing(out);
	return RC_OK;
}

static enum rc from_constant(struct scope *scope, const struct op *op, struct value *out)
{
	(void)scope;
	*out = value_of_text(sv_of(op->source->constant));
	return RC_OK;
}

static enum rc from_cases(struct scope *scope, const struct op *op, struct value *out)
{
	const struct pair *pairs = op->source->pairs;

	nothing(out);
	for (size_t i = 0; pairs[i].from; i++) {
		bool otherwise = op->attributes[i] < 0;

		if (otherwise || value_set(&scope->record->attributes[op->attributes[i]])) {
			*out = value_of_text(sv_of(pairs[i].to));
			break;
		}
	}
	return RC_OK;
}

static enum rc (*const sources[SOURCE_KINDS])(struct scope *, const struct op *, struct value *) = {
	[SOURCE_FORGOTTEN] = from_nothing,
	[SOURCE_NOTHING] = from_nothing,
	[SOURCE_ID] = from_id,
	[SOURCE_REMOTE_ID] = from_remote_id,
	[SOURCE_CHANGED_AT] = from_changed_at,
	[SOURCE_REMOTE_DELETED_AT] = from_nothing, /* what is read is not deleted */
	[SOURCE_RECORD_ID] = from_record_id,
	[SOURCE_EACH_ID] = from_each_id,
	[SOURCE_ATTRIBUTE] = from_attribute,
	[SOURCE_EACH_ATTRIBUTE] = from_each_attribute,
	[SOURCE_EACH_NAME] = from_each_name,
	[SOURCE_EACH_ROLES] = from_each_roles,
	[SOURCE_INDEX] = from_index,
	[SOURCE_RELATED_ATTRIBUTE] = related_attribute,
	[SOURCE_RELATED_ID] = related_id,
	[SOURCE_RELATED_ID_IF_SENT] = related_id,
	[SOURCE_OLDEST] = related_oldest,
	[SOURCE_FIRST] = from_first,
	[SOURCE_CONSTANT] = from_constant,
	[SOURCE_CASES] = from_cases,
	[SOURCE_OBJECT] = compose_object,
	[SOURCE_LIST] = compose_list,
	[SOURCE_WHEN_LINKED] = related_when_linked,
	[SOURCE_COUNTRY] = related_country,
	[SOURCE_PROFILES] = related_profiles,
	[SOURCE_KEYED] = custom_keyed,
	[SOURCE_INTEGRATION_FIELDS] = custom_integration,
	[SOURCE_QUESTION_FORMAT] = compose_format,
	[SOURCE_RAW] = compose_raw,
};

static bool switched_off(struct scope *scope, const struct op *op)
{
	if (op->only_if < 0)
		return false;
	return !sv_is(value_text(&scope->record->attributes[op->only_if]), op->column->only_if_value);
}

enum rc evaluate_source(struct scope *scope, const struct op *op, struct value *out)
{
	return sources[op->source->kind](scope, op, out);
}

enum rc evaluate_cell(struct scope *scope, const struct op *op, struct cell *out)
{
	struct value value;

	if (switched_off(scope, op))
		nothing(&value);
	else
		TRY(evaluate_source(scope, op, &value));
	convert_value(scope, op, &value, out);
	return RC_OK;
}
