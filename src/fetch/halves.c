#include "fetch/halves.h"

#include "net/http_status.h"

bool halves_is_heavy(const struct net_answer *answer)
{
	bool broke_off = answer->status == HTTP_OK && !answer->complete;

	return answer->status >= HTTP_SERVER_ERROR || answer->status == HTTP_REQUEST_TIMEOUT || answer->timed_out ||
	       broke_off;
}

/* As many records as the service really gives; before the first page was read, as many as were asked for. */
static int real_size(const struct reading *reading)
{
	int records = (int)reading_page_records(reading);

	return records > 0 ? records : reading->size;
}

bool halves_possible(const struct reading *reading)
{
	return !reading->question && !reading->linked && real_size(reading) > HALVES_SIZE_MIN;
}

void halves_begin(struct reading *reading)
{
	int64_t begins = (int64_t)(reading->turn - 1) * real_size(reading);
	int64_t ends = (int64_t)reading->turn * reading->size;
	int half = real_size(reading) / 2;

	reading_drop_pages(reading);
	if (reading->covered < ends)
		reading->covered = ends;
	reading->size = half > HALVES_SIZE_MIN ? half : HALVES_SIZE_MIN;
	reading_go_to(reading, (int)(begins / reading->size) + 1);
}
