#include "report/html.h"
#include "report/page.h"

#define PAGE_PUSHES_MAX 60 /* runs that are listed as not pushed */

static void page_add_run_name(const struct page *page, int64_t ms)
{
	char name[RUN_NAME_SIZE];

	timestamp_run_name(ms, name);
	buf_adds(page->out, name);
}

/* --- Not pushed */

static void page_add_push(const struct page *page, const struct push_missing *missing)
{
	buf_adds(page->out, "<tr><th scope=row>");
	page_add_run_name(page, missing->run_ms);
	buf_adds(page->out, "</th><td>");
	html_add_name(page->out, missing->destination);
	buf_addf(page->out, "</td><td>%s</td></tr>\n",
		 missing->lost ? "lost: deleted before it was pushed; run once with --mode snapshot" : "waiting");
}

void page_add_destinations(const struct page *page)
{
	size_t count = pushes_count(page->pushes);

	buf_adds(page->out, "<section id=pushed><h2>Runs that are not pushed</h2>\n");
	if (!page->pushes->known)
		buf_adds(page->out, "<p>There is no state here, so nothing is known of pushes.</p>\n");
	else if (count == 0)
		buf_adds(page->out, "<p>None: no run waits for a destination.</p>\n");
	if (count > 0)
		buf_adds(page->out, "<table class=w><thead><tr><th scope=col>run</th><th scope=col>destination</th>"
				    "<th scope=col>state</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < count && i < PAGE_PUSHES_MAX; i++)
		page_add_push(page, pushes_at(page->pushes, i));
	if (count > 0)
		buf_adds(page->out, "</tbody></table>\n");
	if (count > PAGE_PUSHES_MAX)
		buf_addf(page->out, "<p class=note>And %zu more; pinpoint-export status lists them all.</p>\n",
			 count - PAGE_PUSHES_MAX);
	buf_adds(page->out, "</section>\n");
}

/* --- Not loaded */

/* In the SQL of every warehouse of `load`. Names of runs are digits, T and Z. */
void page_add_loading(const struct page *page)
{
	bool any = false;

	buf_adds(page->out,
		 "<section id=loaded><h2>Runs that are not loaded</h2>\n<p class=note>Nothing here knows what a "
		 "warehouse has "
		 "loaded: each load notes its run in the table pinpoint_runs there. The last one, and when:</p>\n"
		 "<pre>SELECT max(run_id), max(loaded_at) FROM pinpoint_runs;</pre>\n"
		 "<details><summary>SQL for the runs that are on this disk and not in the warehouse</summary>\n"
		 "<pre id=sql>SELECT run_id FROM (\n");
	for (size_t i = 0; i < nights_count(page->nights); i++) {
		if (nights_at(page->nights, i)->source != NIGHT_FROM_MANIFEST)
			continue;
		buf_adds(page->out, any ? " UNION ALL\n  SELECT '" : "  SELECT '");
		page_add_run_name(page, nights_at(page->nights, i)->ms);
		buf_adds(page->out, any ? "'" : "' AS run_id");
		any = true;
	}
	buf_adds(page->out, "\n) AS published\nWHERE run_id NOT IN (SELECT run_id FROM pinpoint_runs)\nORDER BY run_id;"
			    "</pre></details></section>\n");
}

/* --- All nights in numbers */

static void page_add_count_cell(const struct page *page, bool known, uint64_t count)
{
	buf_adds(page->out, "<td class=n>");
	if (known)
		html_add_count(page->out, count);
	else
		buf_adds(page->out, "–");
	buf_adds(page->out, "</td>");
}

static void page_add_night_name(const struct page *page, const struct night *night)
{
	buf_adds(page->out, "<tr><th scope=row>");
	html_add_minute(page->out, night->ms);
	if (night->source == NIGHT_UNKNOWN) {
		buf_addf(page->out, "</th><td colspan=6>✕ not shown: %s</td>", night->problem);
		return;
	}
	if (night->problem)
		buf_addf(page->out, "<br>✕ totals only: %s", night->problem);
	if (!night->complete)
		buf_adds(page->out, " <span class=tag>▲ incomplete</span>");
	if (!night->on_disk)
		buf_adds(page->out, "<br><span class=soft>not here any more</span>");
	buf_adds(page->out, "</th><td class=m>");
	html_add_text(page->out, night->mode ? night->mode : "–");
	buf_adds(page->out, "</td>");
}

static void page_add_night_figures(const struct page *page, const struct night *night)
{
	page_add_count_cell(page, true, night->rows.created);
	page_add_count_cell(page, true, night->rows.changed);
	page_add_count_cell(page, true, night->rows.deleted);
	buf_adds(page->out, "<td class=n>");
	html_add_duration(page->out, night->duration_ms);
	buf_adds(page->out, "</td>");
	page_add_count_cell(page, night->source == NIGHT_FROM_MANIFEST, night->requests);
}

void page_add_list(const struct page *page)
{
	buf_adds(page->out,
		 "<section id=list><h2>All of these nights</h2>\n<table class=l><thead><tr><th scope=col>run</th>"
		 "<th scope=col class=m>mode</th><th scope=col class=n>came</th>"
		 "<th scope=col class=n>changed</th><th scope=col class=n>went</th>"
		 "<th scope=col class=n>time</th><th scope=col class=n>requests</th></tr></thead><tbody>\n");
	for (size_t i = nights_count(page->nights); i > 0; i--) {
		const struct night *night = nights_at(page->nights, i - 1);

		page_add_night_name(page, night);
		if (night->source != NIGHT_UNKNOWN)
			page_add_night_figures(page, night);
		buf_adds(page->out, "</tr>\n");
	}
	buf_adds(page->out, "</tbody></table></section>\n");
}

void page_add_foot(const struct page *page)
{
	buf_adds(page->out,
		 "<footer class=note>Made from the manifests of the runs, and from the state of earlier runs. It holds "
		 "names of "
		 "tables, warnings, runs and destinations, numbers and times, and nothing of any person.</footer>\n"
		 "</main></body></html>\n");
}
