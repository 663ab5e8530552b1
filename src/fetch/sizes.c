#include "fetch/sizes.h"

#include "base/plural.h"
#include "fetch/page.h"
#include "fetch/reading.h"
#include "fetch/report.h"
#include "net/http_status.h"

enum { SIZES_ONE = 1, SIZES_LEAST = 100 };

static const int sizes_smaller[] = {500, 250, SIZES_LEAST};

bool sizes_may_be_refused(const struct page *page)
{
	long status = page->answer.status;

	return (status == HTTP_BAD_REQUEST || status == HTTP_UNPROCESSABLE) && page->reading->size > SIZES_ONE;
}

bool sizes_asks_for_one(const struct reading *reading)
{
	return reading->sizing.refused > 0 && !reading->sizing.one_taken;
}

static void sizes_ask(struct page *page, int size)
{
	struct reading *reading = page->reading;

	reading_set_size(reading, size);
	page_drop(page);
	page_prepare(page, reading->turn);
}

void sizes_ask_for_one(struct page *page)
{
	struct sizing *sizing = &page->reading->sizing;

	if (page->reading->size > SIZES_ONE)
		*sizing = (struct sizing){.refused = page->reading->size};
	sizes_ask(page, SIZES_ONE);
}

void sizes_ask_in_full(struct page *page)
{
	struct reading *reading = page->reading;

	reading->sizing.one_taken = true;
	sizes_ask(page, reading->sizing.refused > 0 ? reading->sizing.refused : SIZES_ONE);
}

static void sizes_notice(const struct page *page, int size)
{
	const struct reading *reading = page->reading;
	AUTO_BUF answer = {0};

	report_answer(page, &answer);
	report_notice(reading->run, "%s: %s; requesting %d record%s at a time", reading->request.query->path,
		      buf_text(&answer), size, plural((uint64_t)size));
}

/* The size `refused` is at fault. */
static enum rc sizes_ask_smaller(struct page *page, int refused)
{
	struct fetch_config *config = &page->reading->run->config;
	AUTO_BUF what = {0};

	for (size_t i = 0; i < sizeof(sizes_smaller) / sizeof(sizes_smaller[0]); i++) {
		if (sizes_smaller[i] >= refused)
			continue;
		/* Another resource may be further. */
		if (config->page_size > sizes_smaller[i])
			config->page_size = sizes_smaller[i];
		sizes_notice(page, config->page_size);
		sizes_ask(page, config->page_size);
		return RC_OK;
	}
	buf_addf(&what, "the service accepts a page of one record, but none of %d", refused);
	return report_failure(page, RC_SERVICE, buf_text(&what),
			      "choose a smaller --page-size, or report it with the request id");
}

enum rc sizes_after_refusal(struct page *page)
{
	struct reading *reading = page->reading;
	int known = reading->run->config.page_size;

	reading_disbelieve(reading);
	if (reading->sizing.one_taken && reading->size <= known)
		return sizes_ask_smaller(page, reading->size);
	if (reading->size > known) {
		sizes_notice(page, known);
		sizes_ask(page, known);
		return RC_OK;
	}
	reading->sizing = (struct sizing){.refused = reading->size, .same_form = true};
	sizes_notice(page, SIZES_ONE);
	sizes_ask(page, SIZES_ONE);
	return RC_OK;
}

enum rc sizes_after_one(struct page *page)
{
	struct reading *reading = page->reading;
	int refused = reading->sizing.refused;

	patience_page_finished(&reading->run->patience);
	if (reading->sizing.same_form && refused > SIZES_LEAST) {
		reading->sizing.one_taken = true;
		return sizes_ask_smaller(page, refused);
	}
	/* If there is no smaller size, the answer to this one is what the failure reports. */
	sizes_ask_in_full(page);
	return RC_OK;
}

void sizes_follow(struct page *page)
{
	struct reading *reading = page->reading;
	int known = reading->run->config.page_size;

	if (reading->accepted || reading->size <= known)
		return;
	reading_set_size(reading, known);
	page_address(page);
}
