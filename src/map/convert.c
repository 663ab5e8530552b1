#include "base/decimal.h"
#include "base/digest.h"
#include "base/timestamp.h"
#include "map/email.h"
#include "map/scope.h"

static struct cell text_cell(struct sv text)
{
	return (struct cell){CELL_TEXT, text};
}

static struct cell bare_cell(struct sv text)
{
	return (struct cell){CELL_BARE, text};
}

static struct cell as_it_is(struct scope *scope, const struct op *op, const struct value *value)
{
	(void)scope;
	return (struct cell){op->json && value->kind == VALUE_JSON ? CELL_JSON : CELL_TEXT, value_text(value)};
}

static struct cell unreadable(struct scope *scope, const char *of)
{
	scope_warn(scope, of, "invalid");
	return (struct cell){CELL_NULL, {"", 0}};
}

static struct cell timestamp(struct scope *scope, const struct op *op, const struct value *value)
{
	char text[TIMESTAMP_SIZE];
	int64_t ms;

	(void)op;
	if (value->kind != VALUE_STRING || !timestamp_read(value->text, &ms))
		return unreadable(scope, scope->column);
	timestamp_write(ms, text);
	return text_cell(arena_copy(scope->arena, sv_of(text)));
}

static struct cell number(struct scope *scope, const struct op *op, const struct value *value)
{
	char text[DECIMAL_SIZE];
	bool spelled = value->kind == VALUE_NUMBER || value->kind == VALUE_STRING;

	(void)op;
	if (!spelled || !decimal_plain(value->text, text))
		return unreadable(scope, scope->column);
	return bare_cell(arena_copy(scope->arena, sv_of(text)));
}

static struct cell boolean(struct scope *scope, const struct op *op, const struct value *value)
{
	struct sv text = value_text(value);

	(void)op;
	if (sv_is(text, "true"))
		return bare_cell(SV("true"));
	if (sv_is(text, "false"))
		return bare_cell(SV("false"));
	return unreadable(scope, scope->column);
}

static struct cell equals(struct scope *scope, const struct op *op, const struct value *value)
{
	(void)scope;
	return bare_cell(sv_is(value_text(value), op->column->equals) ? SV("true") : SV("false"));
}

static struct cell translated(struct scope *scope, const struct op *op, const struct value *value)
{
	struct sv text = value_text(value);

	for (const struct pair *pair = op->column->pairs; pair->from; pair++)
		if (sv_is(text, pair->from))
			return text_cell(pair->to ? sv_of(pair->to) : text);
	scope_warn(scope, scope->column, "unmapped");
	return text_cell(text);
}

static struct cell email(struct scope *scope, const struct op *op, const struct value *value)
{
	(void)op;
	if (value->kind != VALUE_STRING || !email_valid(value->text))
		return unreadable(scope, "email"); /* the contract's name, in whatever column it stands */
	return text_cell(value->text);
}

static struct cell key(struct scope *scope, const struct op *op, const struct value *value)
{
	bool ours = op->source->kind == SOURCE_EACH_ID; /* a tag has an id of our making, not made of digits */
	char text[KEY_SIZE];

	if (!ours && !sv_digits(value_text(value)))
		return unreadable(scope, scope->column);
	digest_key(op->key_prefix, value_text(value), text);
	return text_cell(arena_copy(scope->arena, (struct sv){text, KEY_LENGTH}));
}

static struct cell json(struct scope *scope, const struct op *op, const struct value *value)
{
	AUTO_BUF out = {0};

	(void)op;
	value_json(&out, value);
	return (struct cell){CELL_JSON, arena_copy(scope->arena, buf_sv(&out))};
}

/* `blank_too`: blank text becomes NULL before the converter sees it. */
static const struct {
	struct cell (*convert)(struct scope *scope, const struct op *op, const struct value *value);
	bool blank_too;
} converters[CONVERTS] = {
	[CONVERT_NONE] = {as_it_is, false}, [CONVERT_TIMESTAMP] = {timestamp, true},
	[CONVERT_NUMBER] = {number, true},  [CONVERT_BOOLEAN] = {boolean, true},
	[CONVERT_EQUALS] = {equals, true},  [CONVERT_ENUM] = {translated, true},
	[CONVERT_EMAIL] = {email, true},    [CONVERT_KEY] = {key, true},
	[CONVERT_JSON] = {json, false},
};

void convert_value(struct scope *scope, const struct op *op, const struct value *value, struct cell *out)
{
	enum convert as = op->column ? op->column->as : CONVERT_NONE;

	if (!value_given(value) || (converters[as].blank_too && !value_set(value)))
		*out = (struct cell){CELL_NULL, {"", 0}};
	else
		*out = converters[as].convert(scope, op, value);
}
