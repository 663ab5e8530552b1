#include "jsonapi/query.h"

/* What a parameter is called, and what its list of names is a list of. */
static const struct query_parameter {
	const char *name;
	bool has_of; /* name[of] */
} query_parameters[] = {
	[QUERY_INCLUDE] = {"include", false},
	[QUERY_FILTER] = {"filter", true},
	[QUERY_EXTRA_FIELD] = {"extra_fields", true},
	[QUERY_FIELD] = {"fields", true},
	[QUERY_STATS] = {"stats", false},
	[QUERY_SORT] = {"sort", false},
	[QUERY_PAGE] = {"page", false},
};

unsigned query_count(const struct query *query)
{
	unsigned count = 0;

	while (count < QUERY_PARTS_MAX && query->parts[count].kind != QUERY_END)
		count++;
	return count;
}

uint64_t query_optional_parts(const struct query *query)
{
	unsigned count = query_count(query);
	uint64_t optional = 0;

	for (unsigned i = 0; i < count; i++)
		if (query->parts[i].optional)
			optional |= query_bit(i);
	return optional;
}

uint64_t query_parts_of_kind(const struct query *query, enum query_kind kind)
{
	unsigned count = query_count(query);
	uint64_t parts = 0;

	for (unsigned i = 0; i < count; i++)
		if (query->parts[i].kind == kind)
			parts |= query_bit(i);
	return parts;
}

uint64_t query_losable_parts(const struct query *query)
{
	return query_optional_parts(query) | query_parts_of_kind(query, QUERY_INCLUDE) |
	       query_parts_of_kind(query, QUERY_EXTRA_FIELD);
}

bool query_is_below(const char *below, const char *path)
{
	size_t n = strlen(path);

	return strncmp(below, path, n) == 0 && below[n] == '.';
}

static bool query_goes_through(const struct query_part *path, const struct query_part *part)
{
	return path->kind == QUERY_INCLUDE && part->kind == QUERY_INCLUDE && query_is_below(path->name, part->name);
}

uint64_t query_absent_parts(const struct query *query, uint64_t wanted, uint64_t given_up)
{
	uint64_t kept = wanted & ~given_up, absent = given_up;
	unsigned count = query_count(query);

	for (unsigned i = 0; i < count; i++)
		for (unsigned j = 0; j < count; j++)
			if ((kept >> j & 1) && query_goes_through(&query->parts[j], &query->parts[i]))
				absent &= ~query_bit(i);
	return absent;
}

static bool query_same_parameter(const struct query_part *a, const struct query_part *b)
{
	return a->kind == b->kind && (!query_parameters[a->kind].has_of || strcmp(a->of, b->of) == 0);
}

/* ---- names ---- */

/* The parts that share a parameter with parts[i]. */
static uint64_t query_group(const struct query *query, unsigned i)
{
	unsigned count = query_count(query);
	uint64_t group = 0;

	for (unsigned j = 0; j < count; j++)
		if (query_same_parameter(&query->parts[i], &query->parts[j]))
			group |= query_bit(j);
	return group;
}

/* "extra_fields" for the type of the records, "extra_fields[TYPE]" for another one. */
static void query_add_parameter_name(const struct query *query, const struct query_part *part, bool always,
				     struct buf *name)
{
	buf_adds(name, query_parameters[part->kind].name);
	if (always || strcmp(part->of, query->type) != 0)
		buf_addf(name, "[%s]", part->of);
}

static bool query_field_name(const struct query *query, uint64_t wanted, uint64_t given_up, unsigned i,
			     struct buf *name)
{
	uint64_t group = query_group(query, i) & wanted;
	bool whole = (group & ~given_up) == 0;

	if (whole && (group & (query_bit(i) - 1)))
		return false;
	query_add_parameter_name(query, &query->parts[i], !whole, name);
	if (!whole)
		buf_addf(name, "=%s", query->parts[i].name);
	return true;
}

bool query_given_up_name(const struct query *query, uint64_t wanted, uint64_t given_up, unsigned i, struct buf *name)
{
	const struct query_part *part = &query->parts[i];

	if (!(given_up & query_bit(i)))
		return false;
	if (part->kind == QUERY_EXTRA_FIELD || part->kind == QUERY_FIELD)
		return query_field_name(query, wanted, given_up, i, name);
	buf_adds(name, part->name && part->kind != QUERY_SORT ? part->name : query_parameters[part->kind].name);
	return true;
}

void query_part_text(const struct query *query, unsigned i, struct buf *text)
{
	const struct query_part *part = &query->parts[i];

	buf_adds(text, query_parameters[part->kind].name);
	if (query_parameters[part->kind].has_of)
		buf_addf(text, "[%s]", part->of);
	if (part->name)
		buf_addf(text, "=%s", part->name);
}

/* ---- URLs ---- */

/* A comma separates the items of lists, and is allowed in a query (RFC 3986, section 3.4). */
static void query_encode(struct buf *url, struct sv text)
{
	buf_add_encoded(url, text, ",");
}

/* A base URL has no query (net/url.h). */
static void query_separate(struct buf *url)
{
	buf_addc(url, memchr(url->p, '?', url->n) ? '&' : '?');
}

/* Appends "?name=", "&name=" or "&name[of]=". */
static void query_begin(struct buf *url, const char *name, const char *of)
{
	query_separate(url);
	buf_adds(url, name);
	if (of) {
		buf_adds(url, "%5B");
		query_encode(url, sv_of(of));
		buf_adds(url, "%5D");
	}
	buf_addc(url, '=');
}

/*
 * Appends the parameters of these kinds. Parts that share a parameter follow each other (schema/check_query.c); if none of
 * them is among `parts`, there is no parameter either.
 */
static void query_add_parts(const struct query *query, uint64_t parts, enum query_kind from, enum query_kind to,
			    struct buf *url)
{
	const struct query_part *last = NULL;
	unsigned count = query_count(query);

	for (unsigned i = 0; i < count; i++) {
		const struct query_part *part = &query->parts[i];

		if (!(parts & query_bit(i)) || part->kind < from || part->kind > to)
			continue;
		if (part->kind == QUERY_STATS) {
			query_begin(url, "stats", "total");
			buf_adds(url, "count");
			continue;
		}
		if (last && query_same_parameter(last, part))
			buf_addc(url, ',');
		else
			query_begin(url, query_parameters[part->kind].name,
				    query_parameters[part->kind].has_of ? part->of : NULL);
		query_encode(url, sv_of(part->name));
		last = part;
	}
}

void query_url(const struct query *query, const char *base, const struct query_page *page, struct buf *url)
{
	buf_adds(url, base);
	buf_adds(url, query->path);
	query_add_parts(query, page->parts, QUERY_INCLUDE, QUERY_FILTER, url);
	if (page->updated_since) {
		query_separate(url);
		buf_adds(url, "filter%5Bupdated_at%5D%5Bgt%5D=");
		query_encode(url, sv_of(page->updated_since));
	}
	query_add_parts(query, page->parts, QUERY_EXTRA_FIELD, QUERY_SORT, url);
	if (query_parts_of_kind(query, QUERY_PAGE) & ~page->parts)
		return;
	query_begin(url, "page", "number");
	buf_addf(url, "%d", page->number);
	query_begin(url, "page", "size");
	buf_addf(url, "%d", page->size);
}

void query_record_url(const struct query *query, const char *base, const struct query_record *record, struct buf *url)
{
	buf_adds(url, base);
	buf_adds(url, query->path);
	buf_addc(url, '/');
	query_encode(url, record->id);
	query_add_parts(query, record->parts, QUERY_INCLUDE, QUERY_INCLUDE, url);
	if (!record->unfiltered)
		query_add_parts(query, record->parts, QUERY_FILTER, QUERY_FILTER, url);
	query_add_parts(query, record->parts, QUERY_EXTRA_FIELD, QUERY_FIELD, url);
}
