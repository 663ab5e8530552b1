#include "fetch/parts.h"

#include "fetch/reading.h"
#include "fetch/report.h"
#include "fetch/sizes.h"
#include "net/http_status.h"

bool parts_are_searched(const struct reading *reading)
{
	return reading->forms.phase != FORMS_IDLE;
}

/* Those in `among` that are still requested. */
static uint64_t parts_left(const struct reading *reading, uint64_t among)
{
	return reading->request.parts & ~reading->result.given_up & among;
}

static uint64_t parts_dispensable(const struct fetch_request *request)
{
	return query_optional_parts(request->query) | request->spare;
}

/* Is there another form to try, with fewer of these parts? */
static bool parts_have_another_form(const struct reading *reading, uint64_t among)
{
	if (parts_are_searched(reading) && !forms_is_bare(&reading->forms))
		return true;
	return parts_left(reading, among) != 0;
}

bool parts_may_be_refused(const struct page *page)
{
	const struct reading *reading = page->reading;
	const struct fetch_request *request = &reading->request;

	if (page->answer.status == HTTP_BAD_REQUEST)
		return !request->maybe_unknown || parts_have_another_form(reading, parts_dispensable(request));
	return page->answer.status == HTTP_FORBIDDEN && parts_have_another_form(reading, request->spare);
}

static void parts_add_given_up(const struct fetch_request *request, uint64_t given_up, struct buf *text)
{
	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++) {
		AUTO_BUF name = {0};

		if (query_given_up_name(request->query, request->parts, given_up, i, &name))
			buf_addf(text, "%s%s", text->n ? ", " : "", buf_text(&name));
	}
}

static void parts_notice_search(const struct page *page)
{
	AUTO_BUF answer = {0};

	report_answer(page, &answer);
	report_notice(page->reading->run, "%s: %s; trying it without %s", page->reading->request.query->path,
		      buf_text(&answer),
		      page->answer.status == HTTP_FORBIDDEN ? "what may be forbidden" : "optional parts");
}

static void parts_notice_found(const struct reading *reading)
{
	const struct fetch_request *request = &reading->request;
	AUTO_BUF names = {0};

	parts_add_given_up(request, reading->result.given_up, &names);
	report_notice(reading->run, "%s: asking without %s", request->query->path, buf_text(&names));
}

/* Those given up before the search stay given up. */
static uint64_t parts_given_up(const struct reading *reading)
{
	const struct forms *forms = &reading->forms;

	return (reading->request.parts & ~forms->parts) | forms_given_up(forms);
}

static enum rc parts_follow(struct page *page, enum forms_step step)
{
	struct reading *reading = page->reading;

	if (step == FORMS_NONE_LEFT)
		return report_failure(
			page, RC_SERVICE,
			"the service does not accept this request, and no optional part is left to give up",
			"report it with the request id");
	reading->result.given_up = parts_given_up(reading);
	reading->sizing.same_form = false;
	if (step == FORMS_TRY) {
		sizes_ask_for_one(page);
		return RC_OK;
	}
	parts_notice_found(reading);
	sizes_ask_in_full(page);
	return RC_OK;
}

/* First those that the status points at. If the request is refused without them, all that can go. */
static uint64_t parts_suspects(const struct page *page, uint64_t parts)
{
	const struct fetch_request *request = &page->reading->request;
	uint64_t first = page->answer.status == HTTP_FORBIDDEN ? request->spare : query_optional_parts(request->query);

	return parts_are_searched(page->reading) || !(parts & first) ? parts_dispensable(request) : first;
}

static enum forms_step parts_begin(const struct page *page)
{
	struct reading *reading = page->reading;
	const struct fetch_request *request = &reading->request;
	uint64_t parts = request->parts & ~reading->result.given_up, suspects;
	enum forms_step step;

	if (parts_are_searched(reading))
		parts = reading->forms.parts;
	suspects = parts_suspects(page, parts);
	reading_disbelieve(reading);
	step = forms_begin(&reading->forms, request->query, parts, suspects);
	if (step == FORMS_TRY)
		parts_notice_search(page);
	return step;
}

enum rc parts_after_refusal(struct page *page)
{
	struct reading *reading = page->reading;
	bool bare = forms_is_bare(&reading->forms);

	if (!parts_are_searched(reading) || (bare && parts_left(reading, parts_dispensable(&reading->request))))
		return parts_follow(page, parts_begin(page));
	return parts_follow(page, forms_refused(&reading->forms));
}

enum rc parts_after_one(struct page *page)
{
	struct reading *reading = page->reading;

	patience_page_finished(&reading->run->patience);
	return parts_follow(page, forms_taken(&reading->forms));
}
