#include "fetch/pass.h"

#include "base/plural.h"
#include "fetch/page.h"
#include "fetch/reading.h"
#include "fetch/report.h"
#include "net/url.h"

uint64_t pass_full_page(const struct reading *reading)
{
	uint64_t size = (uint64_t)reading->size;

	return reading->pass.page_records < size ? reading->pass.page_records : size;
}

static void pass_note_total(struct reading *reading, int64_t total)
{
	struct pass *pass = &reading->pass;

	if (total < 0)
		return;
	if (pass->first_total < 0)
		pass->first_total = total;
	if (total != pass->first_total)
		pass->total_changed = true;
	reading->result.announced = total;
}

static void pass_count_page(struct reading *reading, const struct document_facts *facts)
{
	struct fetch_result *result = &reading->result;
	const struct fetch_config *config = &reading->run->config;

	reading->accepted = reading->run->key_accepted = true;
	reading_date(reading);
	if (reading->turn == 1)
		reading->pass.page_records = facts->records;
	pass_note_total(reading, facts->total);
	result->received = reading->seen.count;
	result->pages++;
	reading_count_oddities(reading, facts);
	patience_page_finished(&reading->run->patience);
	if (config->page)
		config->page(config->context, reading->request.query->path, result->received, result->announced);
}

static bool pass_has_total(const struct reading *reading)
{
	return reading->pass.first_total >= 0;
}

static bool pass_has_reached_total(const struct reading *reading)
{
	return pass_has_total(reading) && reading->pass.seen->count >= (uint64_t)reading->result.announced;
}

/* From the second page on, a short page is one that is shorter than the first: a service may give less than requested. */
static bool pass_is_last(const struct reading *reading, const struct document_facts *facts)
{
	uint64_t full = reading->turn == 1 ? (uint64_t)reading->size : pass_full_page(reading);
	bool is_short = facts->records < full;
	bool no_more_links = reading->pass.linked && facts->next.n == 0;
	bool may_repeat = (int64_t)reading->turn * reading->size <= reading->pass.halved_until;

	if (facts->records == 0 || (!reading->news && !may_repeat))
		return true;
	return (is_short || no_more_links) && pass_has_reached_total(reading);
}

/*
 * A pass agrees with itself if the total did not change and as many records were seen in this very pass. Records of
 * earlier passes do not count: with one deleted since then, an account that is quiet by now would never agree.
 */
static bool pass_has_drifted(const struct reading *reading)
{
	return pass_has_total(reading) &&
	       (reading->pass.total_changed || reading->pass.seen->count != (uint64_t)reading->result.announced);
}

static void pass_notice_next(const struct reading *reading, int next)
{
	report_notice(reading->run,
		      "%s: received %zu record%s, but the service %s %lld; reading it again (pass %d of %d)",
		      reading->request.query->path, reading->pass.seen->count, plural(reading->pass.seen->count),
		      reading->pass.total_changed ? "changed its total to" : "announces",
		      (long long)reading->result.announced, next, FETCH_PASSES_MAX);
}

static void pass_end(struct reading *reading)
{
	bool drifted = !reading->request.probe && pass_has_drifted(reading);
	int next = reading->pass.number + 1;

	if (!drifted || next > FETCH_PASSES_MAX) {
		reading_end(reading, drifted ? FETCH_DRIFTED : FETCH_COMPLETE);
		return;
	}
	pass_notice_next(reading, next);
	reading_begin_pass(reading, next);
}

bool pass_ends_before(struct page *page)
{
	struct reading *reading = page->reading;

	if (reading->turn == 1 || !(pass_has_reached_total(reading) || reading->pass.total_changed))
		return false;
	pass_end(reading);
	return true;
}

static enum rc pass_fail_link(const struct page *page, enum rc rc)
{
	AUTO_BUF what = {0};

	buf_addf(&what, "links.next: %s", rc_text());
	return report_failure(page, rc, buf_text(&what), "report it with the request id");
}

static enum rc pass_follow_link(struct page *page, struct sv next)
{
	struct reading *reading = page->reading;
	enum rc rc;

	buf_clear(&reading->next_url);
	if (next.n == 0)
		return RC_OK;
	rc = url_follow(buf_text(&page->url), next, &reading->next_url);
	if (rc != RC_OK)
		return pass_fail_link(page, rc);
	/* The link may lead elsewhere than to the page with the next number, so pages requested ahead are of no use. */
	reading->pass.linked = true;
	reading_drop_pages(reading);
	return RC_OK;
}

enum rc pass_page_whole(struct page *page)
{
	struct reading *reading = page->reading;
	const struct document_facts *facts = document_facts(reading->document);

	pass_count_page(reading, facts);
	if (reading->request.probe || pass_is_last(reading, facts)) {
		pass_end(reading);
		return RC_OK;
	}
	if (reading->turn == PAGE_NUMBER_MAX)
		return report_failure(page, RC_FORMAT, "more pages than any account has",
				      "report it with the request id");
	TRY(pass_follow_link(page, facts->next));
	page_drop(page);
	reading_go_to(reading, reading->turn + 1);
	return RC_OK;
}
