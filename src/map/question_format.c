/*
 * The source QUESTION_FORMAT: the format of a question, with its options, as JSON.
 */
#include "map/sources.h"

#include <stdio.h>

#include "base/decimal.h"
#include "base/digest.h"
#include "json/escape.h"
#include "json/parser.h"

/* The options of a question, written as they are read. */
struct answer_options {
	struct scope *scope;
	struct sv key_prefix;
	struct buf *out;
	size_t count;
	unsigned depth;
};

static void question_add_option(struct answer_options *options, bool named, struct sv name)
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

/* Does the event that an option begins with give it a name? For true and false *name becomes the word. */
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

/* An element of the array. One that is itself an object or array is an option without a name. */
static enum rc on_option(void *context, enum json_event event, struct sv text)
{
	struct answer_options *options = context;

	if (event == JSON_OBJECT_END || event == JSON_ARRAY_END) {
		options->depth--;
	} else if (options->depth == 1 && event != JSON_KEY) {
		bool named = option_name(event, &text); /* first: it may change `text` */

		question_add_option(options, named, text);
	}
	if (options->out->n > COMPOSED_MAX)
		return rc_fail(RC_FORMAT, "a question whose options are longer than %zu bytes", COMPOSED_MAX);
	if (event == JSON_OBJECT || event == JSON_ARRAY)
		options->depth++;
	return RC_OK;
}

/* The options are the elements of an array; any other value is one option. */
static enum rc question_add_options(struct answer_options *options, const struct value *value)
{
	if (value->kind == VALUE_JSON && value->text.p[0] == '[')
		return json_read(value->text, on_option, options);
	if (value_set(value))
		question_add_option(options, true, value_text(value));
	return RC_OK;
}

static bool more_than_one(const struct value *value)
{
	char text[DECIMAL_SIZE];

	return value_set(value) && decimal_plain(value->text, text) && decimal_compare(text, "1") > 0;
}

enum { OPTIONS_EXTRA = 0, MAXIMUM_EXTRA = 1 }; /* in the order of map/word_table.c */

static enum rc question_choice(struct scope *scope, const struct op *op, struct buf *out)
{
	struct answer_options options = {.scope = scope, .key_prefix = op->key_prefix, .out = out};
	const struct value *attributes = scope->each->attributes;

	if (more_than_one(&attributes[op->extras[MAXIMUM_EXTRA]]))
		buf_adds(out, "{\"type\":\"MULTI_SELECT\",\"options\":[");
	else
		buf_adds(out, "{\"type\":\"SINGLE_SELECT\",\"display_type\":null,\"options\":[");
	TRY(question_add_options(&options, &attributes[op->extras[OPTIONS_EXTRA]]));
	buf_adds(out, "]}");
	return RC_OK;
}

enum rc question_format(struct scope *scope, const struct op *op, struct value *out)
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
		TRY(question_choice(scope, op, &text));
	} else {
		buf_adds(&text, pair->to);
	}
	*out = (struct value){VALUE_JSON, arena_copy(scope->arena, buf_sv(&text))};
	return RC_OK;
}
