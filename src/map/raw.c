#include "map/raw.h"

#define RAW_NOT_INCLUDED "{\"meta\":{\"included\":false}}"

/* Where to write, and whether the object there has a member already. */
struct raw {
	const struct raw_edit *edit;
	struct buf *out;
	bool more;
	bool linked; /* raw_find_data() found linkage */
};

typedef void raw_member(struct raw *raw, struct sv name, struct sv value);

/* The place behind the string that begins at `at`. */
static size_t raw_string_end(struct sv text, size_t at)
{
	for (at++; at < text.n && text.p[at] != '"'; at++)
		if (text.p[at] == '\\')
			at++;
	return at + 1;
}

/* The place behind the value that begins at `at`. */
static size_t raw_value_end(struct sv text, size_t at)
{
	size_t depth = 0;

	while (at < text.n) {
		char c = text.p[at];

		if (depth == 0 && (c == ',' || c == '}' || c == ']'))
			return at;
		if (c == '"') {
			at = raw_string_end(text, at);
			continue;
		}
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		at++;
	}
	return text.n;
}

static void raw_each_member(struct raw *raw, struct sv object, raw_member *member)
{
	size_t at = 1;

	while (at < object.n && object.p[at] != '}') {
		size_t name = at, colon = raw_string_end(object, at), end = raw_value_end(object, colon + 1);

		member(raw, (struct sv){object.p + name + 1, colon - name - 2},
		       (struct sv){object.p + colon + 1, end - colon - 1});
		at = end + (end < object.n && object.p[end] == ',');
	}
}

/* A member with its name as sent. */
static void raw_copy(struct raw *raw, struct sv name, struct sv value)
{
	buf_adds(raw->out, raw->more ? ",\"" : "\"");
	buf_addsv(raw->out, name);
	buf_adds(raw->out, "\":");
	buf_addsv(raw->out, value);
	raw->more = true;
}

static void raw_attribute(struct raw *raw, struct sv name, struct sv value)
{
	if (names_find(&raw->edit->attributes, name) < 0)
		raw_copy(raw, name, value);
}

static void raw_find_data(struct raw *raw, struct sv name, struct sv value)
{
	(void)value;
	raw->linked |= sv_is(name, "data");
}

static void raw_relationship(struct raw *raw, struct sv name, struct sv value)
{
	raw->linked = false;
	if (names_find(&raw->edit->relationships, name) >= 0 && value.n && value.p[0] == '{')
		raw_each_member(raw, value, raw_find_data);
	raw_copy(raw, name, raw->linked ? SV(RAW_NOT_INCLUDED) : value);
}

/* The value of a member of the record, member by member. */
static void raw_object(struct raw *raw, struct sv name, struct sv value, raw_member *member)
{
	raw_copy(raw, name, SV("{"));
	raw->more = false;
	raw_each_member(raw, value, member);
	buf_addc(raw->out, '}');
	raw->more = true;
}

static void raw_of_record(struct raw *raw, struct sv name, struct sv value)
{
	bool object = value.n && value.p[0] == '{';

	if (object && sv_is(name, "attributes"))
		raw_object(raw, name, value, raw_attribute);
	else if (object && sv_is(name, "relationships"))
		raw_object(raw, name, value, raw_relationship);
	else
		raw_copy(raw, name, value);
}

void raw_add(const struct raw_edit *edit, struct sv record, struct buf *out)
{
	struct raw raw = {.edit = edit, .out = out};

	buf_addc(out, '{');
	raw_each_member(&raw, record, raw_of_record);
	buf_addc(out, '}');
}
