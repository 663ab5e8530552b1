/*
 * Sources that read what a relationship of the record links to.
 */
#include "map/sources.h"

#include "base/idset.h"
#include "json/escape.h"
#include "map/links.h"

/* A copy, since the next look-up overwrites the bytes of the reader. */
static struct value related_copy(struct scope *scope, const struct value *value)
{
	return (struct value){value->kind, arena_copy(scope->arena, value->text)};
}

enum rc related_attribute(struct scope *scope, const struct op *op, struct value *out)
{
	bool found;

	TRY(links_to_one(scope, op->relationship, &found));
	if (found)
		*out = related_copy(scope, &scope->found.resource.attributes[op->attribute]);
	else
		*out = value_null();
	return RC_OK;
}

enum rc related_id(struct scope *scope, const struct op *op, struct value *out)
{
	const struct relationship *relationship = &scope->record->relationships[op->relationship];

	if (relationship->count)
		*out = value_of_text(relationship->ids[0].id);
	else
		*out = value_null();
	return RC_OK;
}

enum { CREATED_EXTRA, COUNTRY_EXTRA, COUNTRY_NAME_EXTRA, COUNTRY_CODE_EXTRA }; /* in the order of map/word_table.c */

/* Calls `look` for each included resource of the relationship, oldest first, until it returns true. */
static enum rc walk_oldest(struct scope *scope, const struct op *op,
			   bool (*look)(struct scope *scope, const struct op *op, void *context), void *context)
{
	struct links *links;
	bool done = false;

	TRY(links_oldest(scope, op->relationship, op->extras[CREATED_EXTRA], &links));
	links_report_missing(scope, links);
	for (size_t i = 0; i < links->oldest_count && !done; i++) {
		TRY(shelf_read(&scope->shelf->included, (size_t)links->oldest[i].included, &scope->found));
		done = look(scope, op, context);
	}
	return RC_OK;
}

static bool first_set(struct scope *scope, const struct op *op, void *context)
{
	const struct value *value = &scope->found.resource.attributes[op->attribute];

	if (!value_set(value))
		return false;
	*(struct value *)context = related_copy(scope, value);
	return true;
}

enum rc related_oldest(struct scope *scope, const struct op *op, struct value *out)
{
	*out = value_null();
	return walk_oldest(scope, op, first_set, out);
}

struct country {
	struct sv sent;
	struct value *out;
};

static bool same_country(struct scope *scope, const struct op *op, void *context)
{
	const struct country *country = context;
	const struct value *attributes = scope->found.resource.attributes;
	const struct value *code = &attributes[op->extras[COUNTRY_CODE_EXTRA]];
	bool same = sv_same(value_text(&attributes[op->extras[COUNTRY_EXTRA]]), country->sent) ||
		    sv_same(value_text(&attributes[op->extras[COUNTRY_NAME_EXTRA]]), country->sent);

	if (!same || !value_set(code))
		return false;
	*country->out = related_copy(scope, code);
	return true;
}

static bool two_letters(struct sv text)
{
	return text.n == 2 && ascii_is_letter(text.p[0]) && ascii_is_letter(text.p[1]);
}

enum rc related_country(struct scope *scope, const struct op *op, struct value *out)
{
	const struct value *sent = &scope->record->attributes[op->attribute];
	struct country country = {value_text(sent), out};
	char code[2];

	*out = *sent;
	if (!value_set(sent))
		return RC_OK;
	if (!two_letters(country.sent))
		return walk_oldest(scope, op, same_country, &country);
	code[0] = ascii_upper(country.sent.p[0]);
	code[1] = ascii_upper(country.sent.p[1]);
	*out = value_of_text(arena_copy(scope->arena, (struct sv){code, 2}));
	return RC_OK;
}

struct profiles {
	struct idset seen;
	struct buf text;
};

/* What follows /in/, up to the next / ? or #. */
static struct sv user_name(struct sv link)
{
	struct sv rest = link, name;

	while (rest.n >= 4 && memcmp(rest.p, "/in/", 4) != 0)
		rest = sv_from(rest, 1);
	name = rest.n >= 4 ? sv_from(rest, 4) : (struct sv){"", 0};
	for (size_t i = 0; i < name.n; i++)
		if (strchr("/?#", name.p[i]) && name.p[i])
			name.n = i;
	return name;
}

static bool add_profile(struct scope *scope, const struct op *op, void *context)
{
	struct profiles *profiles = context;
	const struct value *link = &scope->found.resource.attributes[op->attribute];
	struct sv name;

	if (!value_set(link) || !idset_add(&profiles->seen, idset_of(value_text(link))))
		return false;
	name = user_name(value_text(link));
	buf_adds(&profiles->text, profiles->text.n > 1 ? ",{\"link\":" : "{\"link\":");
	json_escape(&profiles->text, value_text(link));
	buf_adds(&profiles->text, ",\"type\":");
	json_escape(&profiles->text, sv_of(op->source->constant));
	buf_adds(&profiles->text, ",\"username\":");
	if (name.n)
		json_escape(&profiles->text, name);
	else
		buf_adds(&profiles->text, "null");
	buf_addc(&profiles->text, '}');
	return profiles->text.n > COMPOSED_MAX;
}

enum rc related_profiles(struct scope *scope, const struct op *op, struct value *out)
{
	struct profiles profiles = {0};
	enum rc rc;

	buf_addc(&profiles.text, '[');
	rc = walk_oldest(scope, op, add_profile, &profiles);
	if (rc == RC_OK && profiles.text.n > COMPOSED_MAX)
		rc = rc_fail(RC_FORMAT, "a record whose profiles are longer than %zu bytes", COMPOSED_MAX);
	buf_addc(&profiles.text, ']');
	*out = (struct value){VALUE_JSON, arena_copy(scope->arena, buf_sv(&profiles.text))};
	buf_release(&profiles.text);
	idset_release(&profiles.seen);
	return rc;
}
