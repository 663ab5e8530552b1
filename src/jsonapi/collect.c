#include "jsonapi/collect.h"

#include "json/escape.h"
#include "json/parser.h"
#include "jsonapi/composite.h"

static void collect_name(struct buf *out, struct sv name)
{
	buf_addc(out, out->n ? ',' : '{');
	json_escape(out, name);
	buf_addc(out, ':');
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
	struct buf text; /* without its closing brace */
	struct buf name; /* of the current member */
	struct composite composite;
	unsigned depth;
	bool skip; /* the current member is taken */
};

static void collect_keep_member(struct rest *rest)
{
	collect_name(&rest->text, buf_sv(&rest->name));
	buf_addsv(&rest->text, buf_sv(&rest->composite.text));
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
	if (rest->depth == 1 && event == JSON_NULL)
		return RC_OK;
	rest->depth += json_opens(event);
	rest->depth -= json_closes(event);
	if (!rest->skip && composite_add(&rest->composite, event, text))
		collect_keep_member(rest);
	return RC_OK;
}

/* An object without the members that are taken; nothing if none is left. Other values have no members. */
static enum rc collect_rest(const struct names *taken, struct sv name, const struct value *value, struct buf *out)
{
	struct rest rest = {.taken = taken};
	enum rc rc = RC_OK;

	if (value->kind == VALUE_JSON && value->text.p[0] == '{')
		rc = json_read(value->text, collect_on_member, &rest);
	if (rc == RC_OK && rest.text.n) {
		collect_name(out, name);
		buf_addsv(out, collect_end(&rest.text));
	}
	buf_release(&rest.text);
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
			  struct buf collected[COLLECTIONS])
{
	enum collection which = collect_ends_with(name, names->ending) ? COLLECTED_ENDING : COLLECTED_OTHERS;

	if (value->kind == VALUE_NULL)
		return RC_OK;
	if (slot >= 0 && names->members[slot])
		return collect_rest(names->members[slot], name, value, &collected[COLLECTED_OTHERS]);
	collect_name(&collected[which], name);
	collect_value(&collected[which], value);
	return RC_OK;
}

struct sv collect_end(struct buf *collected)
{
	if (collected->n)
		buf_addc(collected, '}');
	return buf_sv(collected);
}
