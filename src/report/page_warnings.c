#include "report/html.h"
#include "report/page.h"

/* What output/README.md, "manifest.json" says of the names that end so. */
static const struct meaning {
	const char *end, *text;
} meanings[] = {
	{".invalid", "value not readable, left empty"},
	{".given_up", "this part of the request was refused, so the column is empty"},
	{".unmapped", "value not documented, passed on as it is"},
	{".not_included", "linked, but not sent"},
	{"columns.changed", "other columns than before: every row counts as changed once"},
	{"duplicate_names", "a name twice in one record, the last one counts"},
	{"other_types", "records of another type, left out"},
	{"drift", "the list kept changing while it was read"},
};

static const char *warning_meaning(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		size_t end = strlen(meanings[i].end);

		if (n >= end && strcmp(name + n - end, meanings[i].end) == 0)
			return meanings[i].text;
	}
	return "";
}

/* A warning of the newest night, and how often the night before had it. */
struct warning_row {
	size_t table;
	const struct manifest_warning *warning;
	bool compared; /* there is a night before */
	uint64_t before;
};

static bool warning_is_new(const struct warning_row *row)
{
	return row->compared && row->before == 0;
}

static size_t page_count_nights_with(const struct page *page, const struct warning_row *row)
{
	size_t count = 0;

	for (size_t i = 0; i < nights_count(page->nights); i++)
		count += night_warning(night_table(nights_at(page->nights, i), row->table), row->warning->name) > 0;
	return count;
}

static void page_add_warning(const struct page *page, const struct warning_row *row)
{
	size_t nights = page_count_nights_with(page, row);

	buf_adds(page->out, "<tr><th scope=row>");
	html_add_name(page->out, nights_table_name(page->nights, row->table));
	buf_adds(page->out, "</th><td class=i>");
	html_add_name(page->out, row->warning->name);
	if (warning_is_new(row))
		buf_adds(page->out, " <span class=tag>▲ new</span>");
	buf_adds(page->out, "</td><td class=n data-l=\"newest night\">");
	html_add_count(page->out, row->warning->count);
	buf_adds(page->out, "</td><td class=n data-l=\"night before\">");
	if (row->compared)
		html_add_count(page->out, row->before);
	else
		buf_adds(page->out, "–");
	buf_addf(page->out, "</td><td class=n data-l=nights>%zu</td><td>%s</td></tr>\n", nights,
		 warning_meaning(row->warning->name));
}

/* Calls `each` for the warnings of the newest night, the new ones or the others. Returns how many there are. */
static size_t page_each_warning(const struct page *page, bool new,
				void (*each)(const struct page *page, const struct warning_row *row))
{
	const struct night *last = nights_at(page->nights, page->last);
	size_t count = 0;

	for (size_t t = 0; t < last->table_count; t++) {
		size_t before = nights_before(page->nights, page->last, t);
		bool compared = before < nights_count(page->nights);

		for (size_t i = 0; i < last->tables[t].warning_count; i++) {
			struct warning_row row = {t, &last->tables[t].warnings[i], compared, 0};

			if (compared)
				row.before = night_warning(night_table(nights_at(page->nights, before), t),
							   row.warning->name);
			if (row.warning->count == 0 || warning_is_new(&row) != new)
				continue;
			count++;
			if (each)
				each(page, &row);
		}
	}
	return count;
}

size_t page_count_new_warnings(const struct page *page)
{
	return page->last < nights_count(page->nights) ? page_each_warning(page, true, NULL) : 0;
}

void page_add_warnings(const struct page *page)
{
	size_t count;

	buf_adds(page->out, "<section id=warnings><h2>Warnings of the newest night</h2>\n");
	count = page_count_new_warnings(page);
	if (page->last < nights_count(page->nights))
		count += page_each_warning(page, false, NULL);
	if (count == 0) {
		buf_adds(page->out, "<p>None.</p></section>\n");
		return;
	}
	buf_adds(page->out,
		 "<p class=note>New is what the night before did not have in that table. Nights: on how many of "
		 "those shown it was there.</p>\n<table class=w><thead><tr><th scope=col>table</th>"
		 "<th scope=col>warning</th><th scope=col class=n>newest night</th>"
		 "<th scope=col class=n>night before</th><th scope=col class=n>nights</th>"
		 "<th scope=col>it means</th></tr></thead><tbody>\n");
	(void)page_each_warning(page, true, page_add_warning);
	(void)page_each_warning(page, false, page_add_warning);
	buf_adds(page->out, "</tbody></table></section>\n");
}
