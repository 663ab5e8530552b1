#include "map/evaluate.h"

#include <stdio.h>

#include "base/digest.h"
#include "json/escape.h"
#include "map/convert.h"
#include "map/links.h"
#include "map/sources.h"

static enum rc evaluate_source(struct scope *scope, const struct op *op, struct value *out) MUST_USE;

static enum rc from_nothing(struct scope *scope, const struct op *op, struct value *out)
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
	buf_addsv(&both, scope->record->id);
	buf_addc(&both, ':');
	buf_addsv(&both, scope->item->id);
	return arena_copy(scope->arena, buf_sv(&both));
}

static enum rc from_id(struct scope *scope, const struct op *op, struct value *out)
{
	char key[KEY_SIZE];

	(void)op;
	digest_key(scope->table->key_prefix, row_remote_id(scope), key);
	*out = value_of_text(arena_copy(scope->arena, (struct sv){key, KEY_LENGTH}));
	return RC_OK;
}

static enum rc from_remote_id(struct scope *scope, const struct op *op, struct value *out)
{
	(void)op;
	*out = value_of_text(row_remote_id(scope));
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
		*out = value_null();
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
	*out = value_null();
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

static enum rc from_when_linked(struct scope *scope, const struct op *op, struct value *out)
{
	bool linked;

	TRY(links_to_one(scope, op->relationship, &linked));
	return evaluate_source(scope, &op->children[linked ? 0 : 1], out);
}

static struct value json_value(struct scope *scope, const struct buf *text)
{
	return (struct value){VALUE_JSON, arena_copy(scope->arena, buf_sv(text))};
}

static void add_member_value(struct buf *out, const struct cell *cell)
{
	if (cell->kind == CELL_NULL)
		buf_adds(out, "null");
	else if (cell->kind == CELL_TEXT)
		json_escape(out, cell->text);
	else
		buf_addsv(out, cell->text);
}

static enum rc from_object(struct scope *scope, const struct op *op, struct value *out)
{
	AUTO_BUF text = {0};
	bool empty = true;

	for (unsigned i = 0; i < op->count; i++) {
		struct cell cell;

		TRY(evaluate_cell(scope, &op->children[i], &cell));
		if (cell.kind == CELL_TEXT && sv_blank(cell.text))
			cell.kind = CELL_NULL;
		empty = empty && cell.kind == CELL_NULL;
		buf_addc(&text, i ? ',' : '{');
		json_escape(&text, sv_of(op->children[i].column->name));
		buf_addc(&text, ':');
		add_member_value(&text, &cell);
	}
	buf_addc(&text, '}');
	*out = empty ? (struct value){VALUE_NULL, {"", 0}} : json_value(scope, &text);
	return RC_OK;
}

static enum rc from_list(struct scope *scope, const struct op *op, struct value *out)
{
	AUTO_BUF text = {0};
	struct value element;

	TRY(evaluate_source(scope, &op->children[0], &element));
	buf_addc(&text, '[');
	if (value_given(&element))
		value_json(&text, &element);
	buf_addc(&text, ']');
	*out = json_value(scope, &text);
	return RC_OK;
}

static enum rc from_raw(struct scope *scope, const struct op *op, struct value *out)
{
	AUTO_BUF key = {0};
	struct sv raw = scope->record->raw;
	size_t n;
	char *text;

	(void)op;
	buf_addc(&key, '{');
	json_escape(&key, sv_of(scope->plan->entity->query.path));
	buf_addc(&key, ':');
	n = key.n + raw.n + 1;
	text = arena_take(scope->arena, n); /* copied once only: it is the longest text of most rows */
	memcpy(text, key.p, key.n);
	memcpy(text + key.n, raw.p, raw.n);
	text[n - 1] = '}';
	*out = (struct value){VALUE_JSON, {text, n}};
	return RC_OK;
}

static source_function *const sources[SOURCE_KINDS] = {
	[SOURCE_MISSING] = from_nothing,
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
	[SOURCE_OBJECT] = from_object,
	[SOURCE_LIST] = from_list,
	[SOURCE_WHEN_LINKED] = from_when_linked,
	[SOURCE_COUNTRY] = related_country,
	[SOURCE_PROFILES] = related_profiles,
	[SOURCE_KEYED] = custom_keyed,
	[SOURCE_INTEGRATION_FIELDS] = custom_integration,
	[SOURCE_QUESTION_FORMAT] = question_format,
	[SOURCE_RAW] = from_raw,
};

static bool switched_off(struct scope *scope, const struct op *op)
{
	if (op->only_if < 0)
		return false;
	return !sv_is(value_text(&scope->record->attributes[op->only_if]), op->column->only_if_value);
}

static enum rc evaluate_source(struct scope *scope, const struct op *op, struct value *out)
{
	return sources[op->source->kind](scope, op, out);
}

enum rc evaluate_cell(struct scope *scope, const struct op *op, struct cell *out)
{
	struct value value;

	if (switched_off(scope, op))
		value = value_null();
	else
		TRY(evaluate_source(scope, op, &value));
	convert_value(scope, op, &value, out);
	return RC_OK;
}
