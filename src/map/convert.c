#include "map/convert.h"

#include "base/decimal.h"
#include "base/digest.h"
#include "base/timestamp.h"
#include "map/email.h"

enum { DAY_LENGTH = 10 /* of 2026-11-23 */ };

static struct cell text_cell(struct sv text)
{
	return (struct cell){CELL_TEXT, text};
}

static struct cell bare_cell(struct sv text)
{
	return (struct cell){CELL_BARE, text};
}

static struct cell convert_verbatim(struct scope *scope, const struct op *op, const struct value *value)
{
	(void)scope;
	return (struct cell){op->json && value->kind == VALUE_JSON ? CELL_JSON : CELL_TEXT, value_text(value)};
}

static struct cell invalid_cell(struct scope *scope, const char *name)
{
	scope_warn(scope, name, "invalid");
	return (struct cell){CELL_NULL, {"", 0}};
}

static struct cell convert_timestamp(struct scope *scope, const struct op *op, const struct value *value)
{
	char text[TIMESTAMP_SIZE];
	int64_t ms;

	(void)op;
	if (value->kind != VALUE_STRING || !timestamp_read(value->text, &ms))
		return invalid_cell(scope, scope->column->name);
	timestamp_write(ms, text);
	return text_cell(arena_copy(scope->arena, sv_of(text)));
}

/* The day as written, whatever the time zone. */
static struct cell convert_date(struct scope *scope, const struct op *op, const struct value *value)
{
	int64_t ms;

	(void)op;
	if (value->kind != VALUE_STRING || !timestamp_read(value->text, &ms))
		return invalid_cell(scope, scope->column->name);
	return text_cell((struct sv){value->text.p, DAY_LENGTH});
}

static struct cell convert_number(struct scope *scope, const struct op *op, const struct value *value)
{
	char text[DECIMAL_SIZE];
	bool spelled = value->kind == VALUE_NUMBER || value->kind == VALUE_STRING;

	(void)op;
	if (!spelled || !decimal_plain(value->text, text))
		return invalid_cell(scope, scope->column->name);
	return bare_cell(arena_copy(scope->arena, sv_of(text)));
}

static struct cell convert_integer(struct scope *scope, const struct op *op, const struct value *value)
{
	char text[DECIMAL_SIZE];
	bool spelled = value->kind == VALUE_NUMBER || value->kind == VALUE_STRING;

	(void)op;
	if (!spelled || !decimal_plain(value->text, text) || strchr(text, '.') ||
	    strlen(text) - (text[0] == '-') > INTEGER_DIGITS_MAX)
		return invalid_cell(scope, scope->column->name);
	return bare_cell(arena_copy(scope->arena, sv_of(text)));
}

static struct cell convert_boolean(struct scope *scope, const struct op *op, const struct value *value)
{
	struct sv text = value_text(value);

	(void)op;
	if (sv_is(text, "true"))
		return bare_cell(SV("true"));
	if (sv_is(text, "false"))
		return bare_cell(SV("false"));
	return invalid_cell(scope, scope->column->name);
}

static struct cell convert_equals(struct scope *scope, const struct op *op, const struct value *value)
{
	(void)scope;
	return bare_cell(sv_is(value_text(value), op->column->equals) ? SV("true") : SV("false"));
}

static struct cell convert_enum(struct scope *scope, const struct op *op, const struct value *value)
{
	struct sv text = value_text(value);

	for (const struct pair *pair = op->column->pairs; pair->from; pair++)
		if (sv_is(text, pair->from))
			return text_cell(pair->to ? sv_of(pair->to) : text);
	scope_warn(scope, scope->column->name, "unmapped");
	return text_cell(text);
}

/* The column's name; within a JSON column, which may hold several addresses, the attribute's. */
static const char *email_name(const struct scope *scope, const struct op *op)
{
	return op->column != scope->column && op->source->attribute ? op->source->attribute : scope->column->name;
}

static struct cell convert_email(struct scope *scope, const struct op *op, const struct value *value)
{
	if (value->kind != VALUE_STRING || !email_valid(value->text))
		return invalid_cell(scope, email_name(scope, op));
	return text_cell(value->text);
}

static struct cell convert_key(struct scope *scope, const struct op *op, const struct value *value)
{
	bool ours = op->source->kind == SOURCE_EACH_ID; /* the id of a tag is made here, and not of digits */
	char text[KEY_SIZE];

	if (!ours && !sv_digits(value_text(value)))
		return invalid_cell(scope, scope->column->name);
	digest_key(op->key_prefix, value_text(value), text);
	return text_cell(arena_copy(scope->arena, (struct sv){text, KEY_LENGTH}));
}

static struct cell convert_json(struct scope *scope, const struct op *op, const struct value *value)
{
	AUTO_BUF out = {0};

	(void)op;
	value_json(&out, value);
	return (struct cell){CELL_JSON, arena_copy(scope->arena, buf_sv(&out))};
}

// clang-format off
const struct convert_word convert_table[CONVERTS] = {
	[CONVERT_NONE] = {NULL, COLUMN_TEXT, .convert = convert_verbatim}, /* the type is that of the source */
	[CONVERT_TIMESTAMP] = {"AS_TIMESTAMP", COLUMN_TIMESTAMP, .blank_is_null = true, .convert = convert_timestamp},
	[CONVERT_DATE] = {"AS_DATE", COLUMN_DATE, .blank_is_null = true, .convert = convert_date},
	[CONVERT_NUMBER] = {"AS_NUMBER", COLUMN_NUMBER, .blank_is_null = true, .convert = convert_number},
	[CONVERT_INTEGER] = {"AS_INTEGER", COLUMN_INTEGER, .blank_is_null = true, .convert = convert_integer},
	[CONVERT_BOOLEAN] = {"AS_BOOLEAN", COLUMN_BOOLEAN, .blank_is_null = true, .convert = convert_boolean},
	[CONVERT_EQUALS] = {"AS_EQUALS", COLUMN_BOOLEAN, HAS_EQUALS, .blank_is_null = true, .convert = convert_equals},
	[CONVERT_ENUM] = {"AS_ENUM", COLUMN_TEXT, HAS_VALUES, .blank_is_null = true, .convert = convert_enum},
	[CONVERT_EMAIL] = {"AS_EMAIL", COLUMN_TEXT, .blank_is_null = true, .convert = convert_email},
	[CONVERT_KEY] = {"AS_KEY", COLUMN_TEXT, HAS_TABLE, .blank_is_null = true, .convert = convert_key},
	[CONVERT_REFERENCE] = {"AS_KEY", COLUMN_TEXT, HAS_TABLE, .convert = convert_verbatim},
	[CONVERT_JSON] = {"AS_JSON", COLUMN_JSON, .convert = convert_json},
};
// clang-format on

void convert_value(struct scope *scope, const struct op *op, const struct value *value, struct cell *out)
{
	const struct convert_word *as = &convert_table[op->column ? op->column->as : CONVERT_NONE];

	if (!value_given(value) || (as->blank_is_null && !value_set(value)))
		*out = (struct cell){CELL_NULL, {"", 0}};
	else
		*out = as->convert(scope, op, value);
}
