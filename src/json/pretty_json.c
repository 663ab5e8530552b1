#include "json/pretty_json.h"

#include "base/utf8.h"
#include "json/escape.h"

static void pretty_new_line(struct pretty_json *json)
{
	buf_addc(json->out, '\n');
	for (unsigned i = 0; i < json->depth; i++)
		buf_adds(json->out, "  ");
}

/* Nothing was written since the object or array was opened. */
static bool pretty_is_empty(const struct pretty_json *json)
{
	char last = json->out->p[json->out->n - 1];

	return last == '{' || last == '[';
}

/* Writes what belongs in front of the next key or element. */
static void pretty_separate(struct pretty_json *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (json->depth == 0)
		return;
	if (!pretty_is_empty(json))
		buf_addc(json->out, ',');
	pretty_new_line(json);
}

void pretty_open(struct pretty_json *json, char bracket)
{
	pretty_separate(json);
	buf_addc(json->out, bracket);
	json->depth++;
}

void pretty_close(struct pretty_json *json, char bracket)
{
	json->depth--;
	if (!pretty_is_empty(json))
		pretty_new_line(json);
	buf_addc(json->out, bracket);
	if (json->depth == 0)
		buf_addc(json->out, '\n');
}

void pretty_key(struct pretty_json *json, const char *key)
{
	pretty_separate(json);
	json_escape(json->out, sv_of(key));
	buf_adds(json->out, ": ");
	json->after_key = true;
}

void pretty_text(struct pretty_json *json, const char *text)
{
	AUTO_BUF sanitized = {0};

	pretty_separate(json);
	if (!text) {
		buf_adds(json->out, "null");
		return;
	}
	utf8_add_sanitized(&sanitized, sv_of(text)); /* paths need not be UTF-8 */
	json_escape(json->out, buf_sv(&sanitized));
}

void pretty_number(struct pretty_json *json, uint64_t number)
{
	pretty_separate(json);
	buf_addf(json->out, "%llu", (unsigned long long)number);
}

void pretty_bool(struct pretty_json *json, bool value)
{
	pretty_separate(json);
	buf_adds(json->out, value ? "true" : "false");
}

void pretty_null(struct pretty_json *json)
{
	pretty_text(json, NULL);
}

void pretty_text_member(struct pretty_json *json, const char *key, const char *text)
{
	pretty_key(json, key);
	pretty_text(json, text);
}

void pretty_number_member(struct pretty_json *json, const char *key, uint64_t number)
{
	pretty_key(json, key);
	pretty_number(json, number);
}
