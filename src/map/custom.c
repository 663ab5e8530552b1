/*
 * Sources that read the custom attributes of a record.
 */
#include "map/sources.h"

#include <stdlib.h>

#include "base/digest.h"
#include "json/escape.h"
#include "map/links.h"

enum { NAME_EXTRA, VALUE_EXTRA }; /* field_name and value, in the order of map/word_table.c */

/* One custom attribute that the record links to. */
struct custom {
	struct sv name, value; /* value: JSON */
	struct sv definition;  /* id of its custom field, or empty */
	bool named;
	size_t place; /* among those of the record */
	size_t first; /* place of the first of the same name */
};

static struct sv custom_definition(struct scope *scope, const struct op *op)
{
	for (size_t i = 0; i < 2; i++) {
		const struct relationship *relationship;

		if (op->definitions[i] < 0)
			continue;
		relationship = &scope->found.resource.relationships[op->definitions[i]];
		if (relationship->count)
			return arena_copy(scope->arena, relationship->ids[0].id);
	}
	return (struct sv){"", 0};
}

static struct custom custom_read(struct scope *scope, const struct op *op, size_t place)
{
	const struct value *attributes = scope->found.resource.attributes;
	AUTO_BUF value = {0};

	value_json(&value, &attributes[op->extras[VALUE_EXTRA]]);
	return (struct custom){
		.name = arena_copy(scope->arena, value_text(&attributes[op->extras[NAME_EXTRA]])),
		.named = value_given(&attributes[op->extras[NAME_EXTRA]]),
		.value = arena_copy(scope->arena, buf_sv(&value)),
		.definition = custom_definition(scope, op),
		.place = place,
	};
}

/* All that were included, in linkage order. */
static enum rc custom_read_all(struct scope *scope, const struct op *op, struct custom **out, size_t *count)
{
	struct links *links;
	size_t bytes = 0;

	TRY(links_load(scope, op->relationship, &links));
	links_report_missing(scope, links);
	*out = arena_take(scope->arena, links->count * sizeof(**out));
	*count = 0;
	for (size_t i = 0; i < links->count; i++) {
		if (links->list[i].included < 0)
			continue;
		TRY(shelf_read(&scope->shelf->included, (size_t)links->list[i].included, &scope->found));
		(*out)[*count] = custom_read(scope, op, *count);
		bytes += (*out)[*count].name.n + (*out)[*count].value.n;
		if (bytes > COMPOSED_MAX)
			return rc_fail(RC_FORMAT, "a record whose custom attributes are longer than %zu bytes",
				       COMPOSED_MAX);
		++*count;
	}
	return RC_OK;
}

static int custom_compare_names(const void *a, const void *b)
{
	const struct custom *x = a, *y = b;
	size_t n = x->name.n < y->name.n ? x->name.n : y->name.n;
	int order = n ? memcmp(x->name.p, y->name.p, n) : 0;

	if (order == 0 && x->name.n != y->name.n)
		order = x->name.n < y->name.n ? -1 : 1;
	if (order == 0)
		order = x->place < y->place ? -1 : 1;
	return order;
}

static int custom_compare_places(const void *a, const void *b)
{
	const struct custom *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/* Puts equal names next to each other, in the order in which each name first came. */
static void custom_group(struct custom *list, size_t count)
{
	qsort(list, count, sizeof(*list), custom_compare_names);
	for (size_t i = 0; i < count; i++)
		list[i].first = i && sv_same(list[i].name, list[i - 1].name) ? list[i - 1].first : list[i].place;
	qsort(list, count, sizeof(*list), custom_compare_places);
}

static size_t custom_only_named(struct custom *list, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (list[i].named)
			list[kept++] = list[i];
	return kept;
}

/* The value of an attribute; if `n` have one name, an array of their values. */
static void custom_add_values(struct buf *text, const struct custom *list, size_t n)
{
	if (n > 1)
		buf_addc(text, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addc(text, ',');
		buf_addsv(text, list[i].value);
	}
	if (n > 1)
		buf_addc(text, ']');
}

enum rc custom_keyed(struct scope *scope, const struct op *op, struct value *out)
{
	AUTO_BUF text = {0};
	struct custom *list;
	size_t count, n;

	TRY(custom_read_all(scope, op, &list, &count));
	count = custom_only_named(list, count);
	custom_group(list, count);
	buf_addc(&text, '{');
	for (size_t i = 0; i < count; i += n) {
		for (n = 1; i + n < count && list[i + n].first == list[i].first;)
			n++;
		if (i)
			buf_addc(&text, ',');
		json_escape(&text, list[i].name);
		buf_addc(&text, ':');
		custom_add_values(&text, &list[i], n);
	}
	buf_addc(&text, '}');
	*out = (struct value){VALUE_JSON, arena_copy(scope->arena, buf_sv(&text))};
	return RC_OK;
}

struct field {
	const char *type;
	struct sv key, value, label;
	bool labeled;
};

static void custom_add_field(struct buf *text, struct sv key_prefix, const struct field *field)
{
	char id[KEY_SIZE];
	AUTO_BUF remote_id = {0};

	buf_addf(&remote_id, "%s:", field->type);
	buf_addsv(&remote_id, field->key);
	digest_key(key_prefix, buf_sv(&remote_id), id);
	if (text->n > 1)
		buf_addc(text, ',');
	buf_addf(text, "{\"id\":\"%s\",\"key\":", id);
	json_escape(text, field->key);
	buf_addf(text, ",\"type\":\"%s\",\"value\":", field->type);
	buf_addsv(text, field->value);
	buf_adds(text, ",\"label\":");
	if (field->labeled)
		json_escape(text, field->label);
	else
		buf_adds(text, "null");
	buf_addc(text, '}');
}

static void custom_add_default_fields(struct scope *scope, const struct op *op, struct buf *text)
{
	AUTO_BUF json = {0};

	for (size_t i = 0; op->source->attributes[i]; i++) {
		const struct value *value = &scope->record->attributes[op->attributes[i]];
		struct field field = {.type = "DEFAULT", .key = sv_of(op->source->attributes[i])};

		if (!value_given(value))
			continue;
		buf_clear(&json);
		value_json(&json, value);
		field.value = buf_sv(&json);
		custom_add_field(text, op->key_prefix, &field);
	}
}

static void custom_add_custom_field(const struct custom *custom, const struct op *op, struct buf *text)
{
	struct field field = {.type = "CUSTOM",
			      .value = custom->value,
			      .label = custom->name,
			      .labeled = custom->named};
	AUTO_BUF key = {0};

	if (custom->definition.n) {
		buf_adds(&key, "custom_field_");
		buf_addsv(&key, custom->definition);
	} else if (custom->named) {
		buf_addsv(&key, custom->name);
	} else {
		return; /* it has no key */
	}
	field.key = buf_sv(&key);
	custom_add_field(text, op->key_prefix, &field);
}

enum rc custom_integration(struct scope *scope, const struct op *op, struct value *out)
{
	AUTO_BUF text = {0};
	struct custom *list;
	size_t count;

	buf_addc(&text, '[');
	custom_add_default_fields(scope, op, &text);
	TRY(custom_read_all(scope, op, &list, &count));
	for (size_t i = 0; i < count; i++)
		custom_add_custom_field(&list[i], op, &text);
	buf_addc(&text, ']');
	*out = (struct value){VALUE_JSON, arena_copy(scope->arena, buf_sv(&text))};
	return RC_OK;
}
