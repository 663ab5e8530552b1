#include <stdio.h>

#include "base/decimal.h"
#include "base/digest.h"
#include "json/escape.h"
#include "json/parser.h"
#include "map/scope.h"

static struct value json_value(struct scope *scope, const struct buf *text)
{
	return (struct value){VALUE_JSON, arena_copy(scope->arena, buf_sv(text))};
}

static void add_cell(struct buf *out, const struct cell *cell)
{
	if (cell->kind == CELL_NULL)
		buf_adds(out, "null");
	else if (cell->kind == CELL_TEXT)
		json_escape(out, cell->text);
	else
		buf_addsv(out, cell->text);
}

enum rc compose_object(struct scope *scope, const struct op *op, struct value *out)
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
		add_cell(&text, &cell);
	}
	buf_addc(&text, '}');
	*out = empty ? (struct value){VALUE_NULL, {"", 0}} : json_value(scope, &text);
	return RC_OK;
}

enum rc compose_list(struct scope *scope, const struct op *op, struct value *out)
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

enum rc compose_raw(struct scope *scope, const struct op *op, struct value *out)
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

/* The options of a question, written as they are met. */
struct options {
	struct scope *scope;
	struct sv key_prefix;
	struct buf *out;
	size_t count;
	unsigned depth;
};

static void add_option(struct options *options, bool named, struct sv name)
{
	char key[KEY_SIZE], place[24];
	AUTO_BUF remote_id = {0};

	snprintf(place, sizeof(place), ":%zu", options->count);
	buf_addsv(&remote_id, options->scope->item->id);
	buf_adds(&remote_id, place);
	digest_key(options->key_prefix, buf_sv(&remote_id), key);
	if (options->count++)
		buf_addc(options->out, ',');
	buf_addf(options->out, "{\"id\":\"%s\",\"remote_id\":null,\"name\":", key);
	if (named)
		json_escape(options->out, name);
	else
		buf_adds(options->out, "null");
	buf_addc(options->out, '}');
}

/* What an option is called by the event that it begins with; true and false are called so. */
static bool option_name(enum json_event event, struct sv *name)
{
	if (event == JSON_TRUE)
		*name = SV("true");
	else if (event == JSON_FALSE)
		*name = SV("false");
	else
		return event == JSON_STRING || event == JSON_NUMBER;
	return true;
}

/* Elements of the array; one that is itself an object or array counts as an option without a name. */
static enum rc on_option(void *context, enum json_event event, struct sv text)
{
	struct options *options = context;

	if (event == JSON_OBJECT_END || event == JSON_ARRAY_END)
		options->depth--;
	else if (options->depth == 1 && event != JSON_KEY)
		add_option(options, option_name(event, &text), text);
	if (options->out->n > COMPOSED_MAX)
		return rc_fail(RC_FORMAT, "a question whose options are longer than %zu bytes", COMPOSED_MAX);
	if (event == JSON_OBJECT || event == JSON_ARRAY)
		options->depth++;
	return RC_OK;
}

/* The elements of an array; anything else is one option. */
static enum rc add_options(struct options *options, const struct value *value)
{
	if (value->kind == VALUE_JSON && value->text.p[0] == '[')
		return json_read(value->text, on_option, options);
	if (value_set(value))
		add_option(options, true, value_text(value));
	return RC_OK;
}

static bool more_than_one(const struct value *value)
{
	char text[DECIMAL_SIZE];

	return value_set(value) && decimal_plain(value->text, text) && decimal_compare(text, "1") > 0;
}

enum { OPTIONS_EXTRA = 0, MAXIMUM_EXTRA = 1 }; /* as plan.c names them */

static enum rc choice(struct scope *scope, const struct op *op, struct buf *out)
{
	struct options options = {.scope = scope, .key_prefix = op->key_prefix, .out = out};
	const struct value *attributes = scope->each->attributes;

	if (more_than_one(&attributes[op->extras[MAXIMUM_EXTRA]]))
		buf_adds(out, "{\"type\":\"MULTI_SELECT\",\"options\":[");
	else
		buf_adds(out, "{\"type\":\"SINGLE_SELECT\",\"display_type\":null,\"options\":[");
	TRY(add_options(&options, &attributes[op->extras[OPTIONS_EXTRA]]));
	buf_adds(out, "]}");
	return RC_OK;
}

enum rc compose_format(struct scope *scope, const struct op *op, struct value *out)
{
	const struct value *type = &scope->each->attributes[op->attribute];
	const struct pair *pair = op->source->pairs;
	AUTO_BUF text = {0};

	while (pair->from && !(value_given(type) && sv_is(value_text(type), pair->from)))
		pair++;
	if (!pair->from) {
		buf_adds(&text, "{\"type\":\"UNKNOWN\",\"raw_question\":{\"question_type\":");
		value_json(&text, type);
		buf_adds(&text, "}}");
	} else if (strcmp(pair->to, CHOICE_OF_OPTIONS) == 0) {
		TRY(choice(scope, op, &text));
	} else {
		buf_adds(&text, pair->to);
	}
	*out = json_value(scope, &text);
	return RC_OK;
}
