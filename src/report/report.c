#include "report/report.h"

#include "report/nights.h"
#include "report/page.h"

static void report_add_sections(const struct page *page)
{
	static void (*const sections[])(const struct page *page) = {
		page_add_head,         page_add_nights,  page_add_tables, page_add_unreadable, page_add_warnings,
		page_add_destinations, page_add_loading, page_add_list,   page_add_foot,
	};

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		sections[i](page);
}

enum rc report_add_page(const struct app *app, const char *state, const char *account, struct buf *out)
{
	const struct nights_request request = {app, account, state};
	struct nights nights = {.list = {0}};
	struct pushes pushes = {.list = {0}};
	struct page page = {&nights, &pushes, app->clock->now_ms(app->clock->context), 0, out};
	enum rc rc = nights_read(&request, &nights);

	if (rc == RC_OK)
		rc = pushes_read(app->options->output, state, &pushes);
	if (rc == RC_OK) {
		page.last = nights_last(&nights);
		report_add_sections(&page);
	}
	pushes_release(&pushes);
	nights_release(&nights);
	return rc;
}
