#include "fetch/halves.h"

#include "fetch/pass.h"
#include "fetch/reading.h"
#include "net/http_status.h"

bool halves_may_help(const struct net_answer *answer)
{
	bool cut_off = answer->status == HTTP_OK && !answer->complete;

	return answer->status >= HTTP_SERVER_ERROR || answer->status == HTTP_REQUEST_TIMEOUT || answer->timed_out ||
	       cut_off;
}

/* As many records as the service really gives; before the first page was read, as many as were requested. */
static int halves_whole(const struct reading *reading)
{
	int records = (int)pass_full_page(reading);

	return records > 0 ? records : reading->size;
}

bool halves_possible(const struct page *page)
{
	const struct reading *reading = page->reading;

	return page->heavy >= HALVES_TRIES && !reading->pass.linked && halves_whole(reading) > HALVES_SIZE_MIN;
}

void halves_begin(struct reading *reading)
{
	int64_t begins = (int64_t)(reading->turn - 1) * halves_whole(reading);
	int64_t ends = (int64_t)reading->turn * reading->size;
	int half = halves_whole(reading) / 2;

	reading_drop_pages(reading);
	if (reading->pass.halved_until < ends)
		reading->pass.halved_until = ends;
	reading->size = half > HALVES_SIZE_MIN ? half : HALVES_SIZE_MIN;
	reading_go_to(reading, (int)(begins / reading->size) + 1);
}
