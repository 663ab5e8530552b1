/*
 * How long to go on, and how fast: the retry budget (time in which no page was finished, over the run) and the
 * ceiling of requests a second. Own back-off and Retry-After are net/retry.h's. The clock is the caller's.
 */
#ifndef FETCH_WAIT_H
#define FETCH_WAIT_H

#include "fetch/fetch.h"

struct patience {
	const struct clock *clock;
	int64_t budget_ms;
	int64_t finished_at; /* steady time of the last finished page, or of the start */
	double interval_ms;  /* between the starts of two requests */
	double next_start;   /* steady time before which none starts */
};

void patience_init(struct patience *patience, const struct fetch_config *config);
int64_t patience_now(const struct patience *patience);
double patience_random(const struct patience *patience);
void patience_page_finished(struct patience *patience);
int64_t patience_without_page(const struct patience *patience); /* ms since a page was finished */
int64_t patience_left(const struct patience *patience);         /* ms of the budget; negative when overdrawn */

int64_t patience_until_start(const struct patience *patience); /* ms until the rate allows a request, 0 = now */
void patience_started(struct patience *patience);

#endif
