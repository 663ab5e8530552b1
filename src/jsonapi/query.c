#include "jsonapi/query.h"

static const char hex[] = "0123456789ABCDEF";

/* A comma stays as it is: lists are comma joined, and it needs no encoding in a query (RFC 3986, section 3.4). */
static bool stands_for_itself(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c) || (c != '\0' && strchr("-._~,", c));
}

static void encode(struct buf *url, struct sv text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char byte = (unsigned char)text.p[i];

		if (stands_for_itself(text.p[i])) {
			buf_addc(url, text.p[i]);
			continue;
		}
		buf_addc(url, '%');
		buf_addc(url, hex[byte >> 4]);
		buf_addc(url, hex[byte & 15]);
	}
}

unsigned query_optional_count(const struct query *query)
{
	unsigned count = 0;

	while (count < QUERY_OPTIONAL_MAX && query->optional[count].name)
		count++;
	return count;
}

enum member { MEMBER_INCLUDE, MEMBER_FILTER_VALUE, MEMBER_EXTRA_FIELDS, MEMBER_STATS };

static bool part_leaves_out(const struct query_part *part, enum member member, const char *text)
{
	switch (member) {
	case MEMBER_INCLUDE:
		return part->without_include && strcmp(part->without_include, text) == 0;
	case MEMBER_FILTER_VALUE:
		return part->without_filter_value && strcmp(part->without_filter_value, text) == 0;
	case MEMBER_EXTRA_FIELDS:
		return part->without_extra_fields;
	case MEMBER_STATS:
		return part->without_stats;
	}
	return false;
}

static bool left_out(const struct query *query, unsigned given_up, enum member member, const char *text)
{
	unsigned count = query_optional_count(query);

	for (unsigned i = 0; i < count; i++)
		if ((given_up >> i & 1) && part_leaves_out(&query->optional[i], member, text))
			return true;
	return false;
}

/* A base URL has no query (net/url.h). */
static void separate(struct buf *url)
{
	buf_addc(url, memchr(url->p, '?', url->n) ? '&' : '?');
}

/* Begins "?name=", "&name=" or "&name[of]=". */
static void begin(struct buf *url, const char *name, const char *of)
{
	separate(url);
	buf_adds(url, name);
	if (of) {
		buf_adds(url, "%5B");
		encode(url, sv_of(of));
		buf_adds(url, "%5D");
	}
	buf_addc(url, '=');
}

/* What is left of a list, comma joined; nothing at all where nothing is left. */
static void add_list(const struct query *query, unsigned given_up, enum member member, struct buf *url)
{
	const char *const *list = member == MEMBER_INCLUDE ? query->include : query->filter_values;
	bool first = true;

	for (unsigned i = 0; i < QUERY_LIST_MAX && list[i]; i++) {
		if (left_out(query, given_up, member, list[i]))
			continue;
		if (!first)
			buf_addc(url, ',');
		else if (member == MEMBER_INCLUDE)
			begin(url, "include", NULL);
		else
			begin(url, "filter", query->filter);
		encode(url, sv_of(list[i]));
		first = false;
	}
}

static void add_extra_fields(const struct query *query, unsigned given_up, struct buf *url)
{
	if (!query->extra_fields || left_out(query, given_up, MEMBER_EXTRA_FIELDS, NULL))
		return;
	begin(url, "extra_fields", query->type);
	encode(url, sv_of(query->extra_fields));
}

void query_url(const struct query *query, const char *base, const struct query_page *page, struct buf *url)
{
	unsigned given_up = page->given_up;

	buf_adds(url, base);
	buf_adds(url, query->path);
	add_list(query, given_up, MEMBER_INCLUDE, url);
	if (query->filter)
		add_list(query, given_up, MEMBER_FILTER_VALUE, url);
	if (page->updated_since) {
		separate(url);
		buf_adds(url, "filter%5Bupdated_at%5D%5Bgt%5D=");
		encode(url, sv_of(page->updated_since));
	}
	add_extra_fields(query, given_up, url);
	if (!left_out(query, given_up, MEMBER_STATS, NULL)) {
		begin(url, "stats", "total");
		buf_adds(url, "count");
	}
	if (!query->unsorted) {
		begin(url, "sort", NULL);
		buf_adds(url, "id");
	}
	begin(url, "page", "number");
	buf_addf(url, "%d", page->number);
	begin(url, "page", "size");
	buf_addf(url, "%d", page->size);
}

void query_record_url(const struct query *query, const char *base, const struct query_record *record, struct buf *url)
{
	buf_adds(url, base);
	buf_adds(url, query->path);
	buf_addc(url, '/');
	encode(url, record->id);
	add_list(query, record->given_up, MEMBER_INCLUDE, url);
	if (query->filter && !record->unfiltered)
		add_list(query, record->given_up, MEMBER_FILTER_VALUE, url);
	add_extra_fields(query, record->given_up, url);
}
