#include "jsonapi/query.h"

/* A comma is not encoded: it separates the items of lists, and is allowed in a query (RFC 3986, section 3.4). */
static bool query_is_plain(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c) || (c != '\0' && strchr("-._~,", c));
}

static void query_encode(struct buf *url, struct sv text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char byte = (unsigned char)text.p[i];

		if (query_is_plain(text.p[i])) {
			buf_addc(url, text.p[i]);
			continue;
		}
		buf_addc(url, '%');
		buf_addc(url, ascii_upper(ascii_hex(byte >> 4U)));
		buf_addc(url, ascii_upper(ascii_hex(byte)));
	}
}

unsigned query_optional_count(const struct query *query)
{
	unsigned count = 0;

	while (count < QUERY_OPTIONAL_MAX && query->optional[count].name)
		count++;
	return count;
}

bool query_leaves_out(const struct query *query, unsigned given_up, enum query_without what, const char *name)
{
	unsigned count = query_optional_count(query);

	for (unsigned i = 0; i < count; i++) {
		const struct query_part *part = &query->optional[i];

		if ((given_up >> i & 1) && part->without == what && (!name || strcmp(part->name, name) == 0))
			return true;
	}
	return false;
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

/* Appends what is left of a list, with commas; if nothing is left, no parameter either. */
static void query_add_list(const struct query *query, unsigned given_up, enum query_without what, struct buf *url)
{
	const char *const *list = what == WITHOUT_INCLUDE ? query->include : query->filter_values;
	bool first = true;

	for (unsigned i = 0; i < QUERY_LIST_MAX && list[i]; i++) {
		if (query_leaves_out(query, given_up, what, list[i]))
			continue;
		if (!first)
			buf_addc(url, ',');
		else if (what == WITHOUT_INCLUDE)
			query_begin(url, "include", NULL);
		else
			query_begin(url, "filter", query->filter);
		query_encode(url, sv_of(list[i]));
		first = false;
	}
}

static void query_add_extra_fields(const struct query *query, unsigned given_up, struct buf *url)
{
	if (!query->extra_fields || query_leaves_out(query, given_up, WITHOUT_EXTRA_FIELDS, NULL))
		return;
	query_begin(url, "extra_fields", query->type);
	query_encode(url, sv_of(query->extra_fields));
}

void query_url(const struct query *query, const char *base, const struct query_page *page, struct buf *url)
{
	unsigned given_up = page->given_up;

	buf_adds(url, base);
	buf_adds(url, query->path);
	query_add_list(query, given_up, WITHOUT_INCLUDE, url);
	if (query->filter)
		query_add_list(query, given_up, WITHOUT_FILTER_VALUE, url);
	if (page->updated_since) {
		query_separate(url);
		buf_adds(url, "filter%5Bupdated_at%5D%5Bgt%5D=");
		query_encode(url, sv_of(page->updated_since));
	}
	query_add_extra_fields(query, given_up, url);
	if (!query_leaves_out(query, given_up, WITHOUT_STATS, NULL)) {
		query_begin(url, "stats", "total");
		buf_adds(url, "count");
	}
	if (!query->unsorted) {
		query_begin(url, "sort", NULL);
		buf_adds(url, "id");
	}
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
	query_add_list(query, record->given_up, WITHOUT_INCLUDE, url);
	if (query->filter && !record->unfiltered)
		query_add_list(query, record->given_up, WITHOUT_FILTER_VALUE, url);
	query_add_extra_fields(query, record->given_up, url);
}
