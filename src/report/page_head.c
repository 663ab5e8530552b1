#include "report/chart.h"
#include "report/html.h"
#include "report/page.h"
#include "report/page_style.h"

#include "base/plural.h"

enum { STRIP_HEIGHT = 44 };

static const struct night *page_newest(const struct page *page)
{
	return nights_at(page->nights, nights_count(page->nights) - 1);
}

/* --- Values of a night */

static bool night_value_is_known(const struct night *night, bool from_manifest)
{
	return night->source == NIGHT_FROM_MANIFEST || (!from_manifest && night->source == NIGHT_FROM_STATE);
}

static uint64_t night_created(const struct night *night)
{
	return night->rows.created;
}

static uint64_t night_changed(const struct night *night)
{
	return night->rows.changed;
}

static uint64_t night_deleted(const struct night *night)
{
	return night->rows.deleted;
}

static uint64_t night_duration(const struct night *night)
{
	return night->duration_ms < 0 ? 0 : (uint64_t)night->duration_ms;
}

static uint64_t night_requests(const struct night *night)
{
	return night->requests;
}

static uint64_t night_retried(const struct night *night)
{
	return night->retried;
}

/* Of a run that is incomplete; a complete one may lack tables that the account never had. */
static uint64_t night_lacking(const struct night *night)
{
	uint64_t lacking = 0;

	for (size_t t = 0; !night->complete && t < night->table_count; t++)
		lacking += night->tables[t].status > NIGHT_TABLE_COMPLETE;
	return lacking;
}

static const struct strip {
	const char *label, *note;
	uint64_t (*value)(const struct night *night);
	bool from_manifest, rows, time; /* rows: bars may be broken */
} strips[] = {
	{"came", "new rows", night_created, .rows = true},
	{"changed", "rows that differ", night_changed, .rows = true},
	{"went", "deleted rows", night_deleted, .rows = true},
	{"time", "that a run took", night_duration, .time = true},
	{"requests", "to the service", night_requests, .from_manifest = true},
	{"repeated", "requests sent again", night_retried, .from_manifest = true},
	{"not whole", "tables of incomplete runs", night_lacking, .from_manifest = true},
};

static void strip_add_value(const struct strip *strip, const struct night *night, struct buf *out)
{
	if (!night_value_is_known(night, strip->from_manifest))
		buf_adds(out, "–");
	else if (strip->time)
		html_add_duration(out, night->duration_ms);
	else
		html_add_count(out, strip->value(night));
}

/* --- The head */

static void page_add_account(const struct page *page)
{
	if (page->nights->account)
		html_add_text(page->out, page->nights->account);
	else
		buf_adds(page->out, "unknown account");
}

static void page_add_title(const struct page *page)
{
	size_t count = nights_count(page->nights);

	buf_adds(page->out, "<!doctype html>\n<html lang=en><head><meta charset=utf-8>\n"
			    "<meta name=viewport content=\"width=device-width,initial-scale=1\">\n"
			    "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
			    "style-src 'unsafe-inline'\">\n<title>");
	page_add_account(page);
	buf_addf(page->out, ": %zu night%s to ", count, plural(count));
	html_add_day(page->out, page_newest(page)->ms);
	buf_adds(page->out, "</title>\n<style>");
	for (size_t i = 0; i < PAGE_STYLES; i++)
		buf_adds(page->out, page_styles[i]);
	buf_adds(page->out, "</style></head>\n<body><main>\n<header><h1>");
	page_add_account(page);
	buf_addf(page->out, "</h1>\n<p class=soft>%zu night%s, ", count, plural(count));
	html_add_day(page->out, nights_at(page->nights, 0)->ms);
	buf_adds(page->out, " to ");
	html_add_day(page->out, page_newest(page)->ms);
	if (page->nights->known > count)
		buf_addf(page->out, ", the newest of %zu runs", page->nights->known);
	buf_adds(page->out, ". Made ");
	html_add_minute(page->out, page->now_ms);
	buf_adds(page->out, " by pinpoint-export " PINPOINT_EXPORT_VERSION ". Times are UTC.</p></header>\n");
}

static void page_add_facts(const struct page *page)
{
	const struct night *night = page_newest(page);

	buf_adds(page->out, "<dl class=facts><div><dt>last night</dt><dd>");
	buf_adds(page->out, night->source == NIGHT_UNKNOWN ? "not readable"
			    : night->complete              ? "complete"
							   : "incomplete");
	buf_adds(page->out, "</dd></div><div><dt>began</dt><dd>");
	html_add_minute(page->out, night->ms);
	buf_adds(page->out, "</dd></div>");
	for (size_t i = 0; i < 5; i++) {
		buf_addf(page->out, "<div><dt>%s</dt><dd>", strips[i].label);
		strip_add_value(&strips[i], night, page->out);
		buf_adds(page->out, "</dd></div>");
	}
	buf_adds(page->out, "</dl>\n");
}

/* --- What asks for attention */

static size_t page_count_problems(const struct page *page)
{
	size_t problems = 0;

	for (size_t i = 0; i < nights_count(page->nights); i++)
		problems += nights_at(page->nights, i)->problem != NULL;
	return problems;
}

struct todo {
	size_t count;
	const char *one, *more; /* after the number */
	const char *section;
};

static void page_add_late(const struct page *page)
{
	if (page->now_ms - page_newest(page)->ms <= PAGE_LATE_MS)
		return;
	buf_adds(page->out, "<li>▲ No run for more than 26 hours before this page was made: the last one began ");
	html_add_minute(page->out, page_newest(page)->ms);
	buf_adds(page->out, ".</li>");
}

static void page_add_todo(const struct page *page)
{
	const struct todo todos[] = {
		{(size_t)night_lacking(page_newest(page)), "table was not read whole last night",
		 "tables were not read whole last night", "unreadable"},
		{page_count_new_warnings(page), "warning is new since the night before",
		 "warnings are new since the night before", "warnings"},
		{page->pushes->waiting, "run is not yet pushed", "runs are not yet pushed", "pushed"},
		{page->pushes->lost, "run was deleted before it was pushed",
		 "runs were deleted before they were pushed", "pushed"},
		{page_count_problems(page), "run cannot be shown", "runs cannot be shown", "list"},
	};
	size_t before = page->out->n;

	buf_adds(page->out, "<ul class=todo>");
	page_add_late(page);
	for (size_t i = 0; i < sizeof(todos) / sizeof(todos[0]); i++)
		if (todos[i].count)
			buf_addf(page->out, "<li>▲ <a href=#%s>%zu %s</a>.</li>", todos[i].section, todos[i].count,
				 todos[i].count == 1 ? todos[i].one : todos[i].more);
	if (page->out->n > before + strlen("<ul class=todo>")) {
		buf_adds(page->out, "</ul>\n");
		return;
	}
	page->out->n = before;
	buf_adds(page->out, "<ul class=\"todo none\"><li>Nothing asks for attention.</li></ul>\n");
}

void page_add_head(const struct page *page)
{
	page_add_title(page);
	page_add_facts(page);
	page_add_todo(page);
}

/* --- The strips */

/* The scale of a strip. */
static void page_add_most(const struct page *page, const struct strip *strip)
{
	const struct night *most = NULL;

	for (size_t i = 0; i < nights_count(page->nights); i++) {
		const struct night *night = nights_at(page->nights, i);

		if (night_value_is_known(night, strip->from_manifest) &&
		    (!most || strip->value(night) > strip->value(most)))
			most = night;
	}
	if (!most)
		return;
	buf_adds(page->out, "<small>most ");
	strip_add_value(strip, most, page->out);
	buf_adds(page->out, "</small>");
}

static void page_add_strip(const struct page *page, const struct strip *strip)
{
	struct chart chart = {.what = strip->note};

	for (size_t i = 0; i < nights_count(page->nights); i++) {
		const struct night *night = nights_at(page->nights, i);

		chart_add_bar(&chart,
			      (struct chart_bar){strip->value(night), night_value_is_known(night, strip->from_manifest),
						 strip->rows && night->anew});
	}
	buf_addf(page->out, "<div class=strip><span>%s <small>%s</small></span>", strip->label, strip->note);
	chart_draw(&chart, STRIP_HEIGHT, page->out);
	buf_adds(page->out, "<b>");
	strip_add_value(strip, page_newest(page), page->out);
	page_add_most(page, strip);
	buf_adds(page->out, "</b></div>\n");
	buf_release(&chart.bars);
}

/* Two dates, if there is room for them: few nights are at the right end. */
static void page_add_axis(const struct page *page)
{
	size_t count = nights_count(page->nights), slots = chart_slots(count);

	buf_addf(page->out, "<div class=axis><div style=\"padding-left:%zu%%\"><span>", (slots - count) * 100 / slots);
	if (count * 2 >= slots)
		html_add_day(page->out, nights_at(page->nights, 0)->ms);
	buf_adds(page->out, "</span><span>");
	html_add_day(page->out, page_newest(page)->ms);
	buf_adds(page->out, "</span></div></div>\n");
}

void page_add_nights(const struct page *page)
{
	buf_adds(page->out, "<section><h2>Night by night</h2>\n<p class=note>Each bar is one run, the newest on the "
			    "right; the number "
			    "beside it is the newest one. A broken bar is taller than it is drawn: in that run most "
			    "rows counted as "
			    "new or changed, since there was nothing to compare them with. Where the base line is "
			    "missing, nothing is "
			    "known of that run.</p>\n");
	for (size_t i = 0; i < sizeof(strips) / sizeof(strips[0]); i++)
		page_add_strip(page, &strips[i]);
	page_add_axis(page);
	buf_adds(page->out, "</section>\n");
}
