#include "report/chart.h"
#include "report/html.h"
#include "report/page.h"

enum { SPARK_HEIGHT = 22 };

/* --- Values of a table */

static uint64_t table_created(const struct night_table *table)
{
	return table->rows.created;
}

static uint64_t table_changed(const struct night_table *table)
{
	return table->rows.changed;
}

static uint64_t table_deleted(const struct night_table *table)
{
	return table->rows.deleted;
}

static const struct spark {
	const char *label;
	uint64_t (*value)(const struct night_table *table);
} sparks[] = {{"came", table_created}, {"changed", table_changed}, {"went", table_deleted}};

enum { SPARKS = sizeof(sparks) / sizeof(sparks[0]) };

static bool table_was_read(const struct night_table *table)
{
	return table->status == NIGHT_TABLE_COMPLETE || table->status == NIGHT_TABLE_INCOMPLETE;
}

/* Did anything happen to the table on any night? */
static bool page_table_moves(const struct page *page, size_t t)
{
	for (size_t i = 0; i < nights_count(page->nights); i++)
		for (size_t s = 0; s < SPARKS; s++)
			if (sparks[s].value(night_table(nights_at(page->nights, i), t)))
				return true;
	return false;
}

static bool page_table_was_read(const struct page *page, size_t t)
{
	for (size_t i = 0; i < nights_count(page->nights); i++)
		if (table_was_read(night_table(nights_at(page->nights, i), t)))
			return true;
	return false;
}

/* --- Tables */

/* The live rows after the last run that read the table whole; a delta does not. */
static void page_add_live(const struct page *page, size_t t)
{
	for (size_t i = nights_count(page->nights); i > 0; i--) {
		const struct night *night = nights_at(page->nights, i - 1);
		const struct night_table *table = night_table(night, t);
		const struct manifest_rows *rows = &table->rows;

		if (table->status != NIGHT_TABLE_COMPLETE || night_is_delta(night))
			continue;
		html_add_count(page->out, rows->created + rows->changed + rows->unchanged + rows->unconfirmed);
		return;
	}
	buf_adds(page->out, "–");
}

static void page_add_spark(const struct page *page, size_t t, const struct spark *spark)
{
	const struct night_table *last = night_table(nights_at(page->nights, nights_count(page->nights) - 1), t);
	struct chart chart = {.table = nights_table_name(page->nights, t), .what = spark->label};
	uint64_t value = spark->value(last);

	for (size_t i = 0; i < nights_count(page->nights); i++) {
		const struct night_table *table = night_table(nights_at(page->nights, i), t);

		chart_add_bar(&chart, (struct chart_bar){spark->value(table), table_was_read(table), table->anew});
	}
	buf_addf(page->out, "<td%s data-l=%s><span><b>", value ? "" : " class=z", spark->label);
	if (table_was_read(last))
		html_add_count(page->out, value);
	else
		buf_adds(page->out, "–");
	buf_adds(page->out, "</b>");
	chart_draw(&chart, SPARK_HEIGHT, page->out);
	buf_adds(page->out, "</span></td>");
	buf_release(&chart.bars);
}

static void page_add_table(const struct page *page, size_t t)
{
	buf_adds(page->out, "<tr><th scope=row>");
	html_add_name(page->out, nights_table_name(page->nights, t));
	buf_adds(page->out, "</th><td class=n data-l=rows>");
	page_add_live(page, t);
	buf_adds(page->out, "</td>");
	for (size_t s = 0; s < SPARKS; s++)
		page_add_spark(page, t, &sparks[s]);
	buf_adds(page->out, "</tr>\n");
}

static void page_add_still_tables(const struct page *page)
{
	const char *before = "<p class=note>Read, and without any change on these nights: ";

	for (size_t t = 0; t < nights_table_count(page->nights); t++) {
		if (page_table_moves(page, t) || !page_table_was_read(page, t))
			continue;
		buf_adds(page->out, before);
		html_add_text(page->out, nights_table_name(page->nights, t));
		before = ", ";
	}
	if (*before == ',')
		buf_adds(page->out, ".</p>\n");
}

void page_add_tables(const struct page *page)
{
	buf_adds(page->out,
		 "<section><h2>Table by table</h2>\n<p class=note>The same nights for each table, each chart on a "
		 "scale of its "
		 "own. The number is that of the newest run.</p>\n<table class=t><thead><tr><th scope=col>table</th>"
		 "<th scope=col class=n>rows</th>");
	for (size_t s = 0; s < SPARKS; s++)
		buf_addf(page->out, "<th scope=col>%s</th>", sparks[s].label);
	buf_adds(page->out, "</tr></thead><tbody>\n");
	for (size_t t = 0; t < nights_table_count(page->nights); t++)
		if (page_table_moves(page, t))
			page_add_table(page, t);
	buf_adds(page->out, "</tbody></table>\n");
	page_add_still_tables(page);
	buf_adds(page->out, "</section>\n");
}

/* --- Tables that were not read whole */

static size_t page_count_lacking(const struct page *page, size_t t)
{
	size_t count = 0;

	for (size_t i = 0; i < nights_count(page->nights); i++)
		count += night_table(nights_at(page->nights, i), t)->status > NIGHT_TABLE_COMPLETE;
	return count;
}

static const char *const status_words[] = {[NIGHT_TABLE_NOT_THERE] = "not requested",
					   [NIGHT_TABLE_COMPLETE] = "complete",
					   [NIGHT_TABLE_INCOMPLETE] = "incomplete",
					   [NIGHT_TABLE_NOT_READABLE] = "not readable"};

static void page_add_lacking(const struct page *page, size_t t, size_t lacking)
{
	struct chart chart = {.table = nights_table_name(page->nights, t),
			      .what = "nights on which it was not whole",
			      .top = NIGHT_TABLE_NOT_READABLE - NIGHT_TABLE_COMPLETE};

	for (size_t i = 0; i < nights_count(page->nights); i++) {
		enum night_table_status status = night_table(nights_at(page->nights, i), t)->status;

		chart_add_bar(&chart,
			      (struct chart_bar){status > NIGHT_TABLE_COMPLETE ? status - NIGHT_TABLE_COMPLETE : 0,
						 status != NIGHT_TABLE_NOT_THERE, false});
	}
	buf_adds(page->out, "<div class=strip><span>");
	html_add_name(page->out, chart.table);
	buf_addf(page->out, " <small>%s, %zu of %zu</small></span>",
		 page->last < nights_count(page->nights)
			 ? status_words[night_table(nights_at(page->nights, page->last), t)->status]
			 : "",
		 lacking, nights_count(page->nights));
	chart_draw(&chart, SPARK_HEIGHT, page->out);
	buf_adds(page->out, "</div>\n");
	buf_release(&chart.bars);
}

void page_add_unreadable(const struct page *page)
{
	bool any = false;

	buf_adds(page->out, "<section id=unreadable><h2>Tables that were not read whole</h2>\n");
	for (size_t t = 0; t < nights_table_count(page->nights); t++) {
		size_t lacking = page_count_lacking(page, t);

		if (lacking && !any)
			buf_adds(page->out,
				 "<p class=note>A full bar: not readable. Half a bar: incomplete. Only a base line: "
				 "whole. Under the name: what it was on the newest night, and on how many it was not "
				 "whole. Usually the key lacks "
				 "a permission; what the account never had is listed, too.</p>\n");
		if (lacking)
			page_add_lacking(page, t, lacking);
		any = any || lacking;
	}
	if (!any)
		buf_adds(page->out, "<p>None on these nights.</p>\n");
	buf_adds(page->out, "</section>\n");
}
