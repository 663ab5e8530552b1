#include "jsonapi/collect.h"

#include "json/escape.h"
#include "json/parser.h"
#include "jsonapi/composite.h"

/* Where a member begins. One whose value is null is empty, and only there to hide those before it. */
struct collected_member {
	uint64_t name;
	size_t at;
	bool last; /* of its name */
};

/* Begins a member, unless its value is null. */
static bool collect_begin(struct collected *collected, struct sv name, bool null)
{
	struct collected_member member = {idset_of(name), collected->text.n, false};
	bool again = !idset_add(&collected->names, member.name);

	collected->repeated += again;
	if (!null || again)
		buf_add(&collected->members, &member, sizeof(member));
	if (null)
		return false;
	buf_addc(&collected->text, ',');
	json_escape(&collected->text, name);
	buf_addc(&collected->text, ':');
	return true;
}

/* Leaves out the members whose name comes again. */
static void collect_keep_last(struct collected *collected)
{
	struct collected_member *members = (struct collected_member *)collected->members.p;
	size_t count = collected->members.n / sizeof(*members), n = 0;
	char *text = collected->text.p;

	idset_clear(&collected->names);
	for (size_t i = count; i-- > 0;)
		members[i].last = idset_add(&collected->names, members[i].name);
	for (size_t i = 0; i < count; i++) {
		size_t end = i + 1 < count ? members[i + 1].at : collected->text.n;

		if (!members[i].last || end == members[i].at)
			continue;
		memmove(text + n, text + members[i].at, end - members[i].at);
		n += end - members[i].at;
	}
	collected->text.n = n;
}

struct sv collect_end(struct collected *collected)
{
	if (collected->repeated)
		collect_keep_last(collected);
	if (collected->text.n) {
		collected->text.p[0] = '{';
		buf_addc(&collected->text, '}');
	}
	return buf_sv(&collected->text);
}

void collect_clear(struct collected *collected)
{
	buf_clear(&collected->text);
	buf_clear(&collected->members);
	if (collected->names.count)
		idset_clear(&collected->names);
	collected->repeated = 0;
}

void collect_release(struct collected *collected)
{
	buf_release(&collected->text);
	buf_release(&collected->members);
	idset_release(&collected->names);
	*collected = (struct collected){.repeated = 0};
}

static void collect_value(struct buf *out, const struct value *value)
{
	if (value->kind == VALUE_TRUE)
		buf_adds(out, "true");
	else if (value->kind == VALUE_FALSE)
		buf_adds(out, "false");
	else if (value->kind == VALUE_STRING)
		json_escape(out, value->text);
	else
		buf_addsv(out, value->text);
}

/* What is left of an object without some of its members. */
struct rest {
	const struct names *taken;
	struct collected left;
	struct buf name; /* of the current member */
	struct composite composite;
	unsigned depth;
	bool skip; /* the current member is taken */
};

static void collect_keep_member(struct rest *rest)
{
	collect_begin(&rest->left, buf_sv(&rest->name), false);
	buf_addsv(&rest->left.text, buf_sv(&rest->composite.text));
}

static enum rc collect_on_member(void *context, enum json_event event, struct sv text)
{
	struct rest *rest = context;

	if (rest->depth == 0) {
		rest->depth = json_opens(event);
		return RC_OK;
	}
	if (rest->depth == 1 && event == JSON_OBJECT_END)
		return RC_OK;
	if (rest->depth == 1 && event == JSON_KEY) {
		rest->skip = names_find(rest->taken, text) >= 0;
		buf_clear(&rest->name);
		buf_addsv(&rest->name, text);
		composite_begin(&rest->composite);
		return RC_OK;
	}
	if (rest->depth == 1 && event == JSON_NULL) {
		if (!rest->skip)
			collect_begin(&rest->left, buf_sv(&rest->name), true);
		return RC_OK;
	}
	rest->depth += json_opens(event);
	rest->depth -= json_closes(event);
	if (!rest->skip && composite_add(&rest->composite, event, text))
		collect_keep_member(rest);
	return RC_OK;
}

/* An object without the members that are taken; nothing if none is left. Other values have no members. */
static enum rc collect_rest(const struct names *taken, struct sv name, const struct value *value, struct collected *out)
{
	struct rest rest = {.taken = taken};
	enum rc rc = RC_OK;
	struct sv left;

	if (value->kind == VALUE_JSON && value->text.p[0] == '{')
		rc = json_read(value->text, collect_on_member, &rest);
	left = collect_end(&rest.left);
	if (collect_begin(out, name, left.n == 0))
		buf_addsv(&out->text, left);
	collect_release(&rest.left);
	buf_release(&rest.name);
	buf_release(&rest.composite.text);
	return rc;
}

/* With something in front of the ending. */
static bool collect_ends_with(struct sv name, const char *ending)
{
	size_t n = ending ? strlen(ending) : 0;

	return n && name.n > n && memcmp(name.p + name.n - n, ending, n) == 0;
}

enum rc collect_attribute(const struct type_names *names, int slot, struct sv name, const struct value *value,
			  struct collected collected[COLLECTIONS])
{
	enum collection which = collect_ends_with(name, names->ending) ? COLLECTED_ENDING : COLLECTED_OTHERS;

	if (slot >= 0 && names->members[slot])
		return collect_rest(names->members[slot], name, value, &collected[COLLECTED_OTHERS]);
	if (collect_begin(&collected[which], name, value->kind == VALUE_NULL))
		collect_value(&collected[which].text, value);
	return RC_OK;
}
