#include "map/evaluate.h"

#include "json/escape.h"
#include "map/convert.h"
#include "map/links.h"
#include "map/sources.h"

static enum rc evaluate_source(struct scope *scope, const struct op *op, struct value *out)
{
	return word_table[op->source->kind].evaluate(scope, op, out);
}

enum rc evaluate_first(struct scope *scope, const struct op *op, struct value *out)
{
	for (unsigned i = 0; i < op->count; i++) {
		TRY(evaluate_source(scope, &op->children[i], out));
		if (value_set(out))
			return RC_OK;
	}
	*out = value_null();
	return RC_OK;
}

enum rc evaluate_when_linked(struct scope *scope, const struct op *op, struct value *out)
{
	bool linked;

	TRY(links_to_one(scope, op->relationship, &linked));
	return evaluate_source(scope, &op->children[linked ? 0 : 1], out);
}

static struct value evaluate_json(struct scope *scope, const struct buf *text)
{
	return (struct value){VALUE_JSON, arena_copy(scope->arena, buf_sv(text))};
}

static void evaluate_add_member(struct buf *out, const struct cell *cell)
{
	if (cell->kind == CELL_NULL)
		buf_adds(out, "null");
	else if (cell->kind == CELL_TEXT)
		json_escape(out, cell->text);
	else
		buf_addsv(out, cell->text);
}

enum rc evaluate_object(struct scope *scope, const struct op *op, struct value *out)
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
		evaluate_add_member(&text, &cell);
	}
	buf_addc(&text, '}');
	*out = empty ? (struct value){VALUE_NULL, {"", 0}} : evaluate_json(scope, &text);
	return RC_OK;
}

enum rc evaluate_list(struct scope *scope, const struct op *op, struct value *out)
{
	AUTO_BUF text = {0};
	struct value element;

	TRY(evaluate_source(scope, &op->children[0], &element));
	buf_addc(&text, '[');
	if (value_given(&element))
		value_json(&text, &element);
	buf_addc(&text, ']');
	*out = evaluate_json(scope, &text);
	return RC_OK;
}

static bool evaluate_is_off(struct scope *scope, const struct op *op)
{
	if (op->only_if < 0)
		return false;
	return !sv_is(value_text(&scope->values[op->only_if]), op->column->only_if_value);
}

enum rc evaluate_cell(struct scope *scope, const struct op *op, struct cell *out)
{
	struct value value;

	if (evaluate_is_off(scope, op))
		value = value_null();
	else
		TRY(evaluate_source(scope, op, &value));
	convert_value(scope, op, &value, out);
	return RC_OK;
}
