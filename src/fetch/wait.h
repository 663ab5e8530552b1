/*
 * How long to go on, and how fast, over the whole run. The clock is the caller's.
 *
 * The retry budget is time in which no page was finished, but for the work of our own: whoever takes the rows may be
 * slow. The pace is what the service bears: `window` requests in flight, `rate` a second at most. A 429 or 503 halves
 * the window, once for all requests that were under way then, and each finished page gives a little of it back. Below
 * one request in flight it means a pause between two starts. Retry-After holds every request of the run. When one page
 * is tried again is net/retry.h's.
 * A standstill is time in which a body goes on without a record; past the budget it ends the run too, since bytes
 * alone could come for ever.
 */
#ifndef FETCH_WAIT_H
#define FETCH_WAIT_H

#include "fetch/fetch.h"

#define WINDOW_MIN (1.0 / 32)
#define WINDOW_GAIN (1.0 / 16) /* a finished page */
#define RATE_SLACK_MS 5        /* that a request may start late without the next one being due later */
#define WINDOW_PAUSE_MS 250    /* between two starts at half a request in flight; 31 times that at WINDOW_MIN */

struct patience {
	const struct clock *clock;
	int64_t budget_ms;
	int64_t finished_at; /* steady time of the last finished page, or of the start; moved on by work of our own */
	double interval_ms;  /* between the starts of two requests */
	double next_start;   /* steady time before which none starts, by the rate */
	double window, window_max;
	int64_t slowed_at;  /* steady time at which the window was last made smaller */
	int64_t started_at; /* of the last start */
	int64_t held_until; /* by Retry-After */
	bool moved;         /* a record came, or a request was started, since the last step */
	int64_t standstill_ms;
};

void patience_init(struct patience *patience, const struct fetch_config *config);
int64_t patience_now(const struct patience *patience);
double patience_random(const struct patience *patience);
void patience_restart(struct patience *patience); /* the budget begins anew; what was learnt of the pace stays */
void patience_page_finished(struct patience *patience);
void patience_worked(struct patience *patience, int64_t began_at); /* on a page, until now */
int64_t patience_without_page(const struct patience *patience);    /* ms since a page was finished */
int64_t patience_left(const struct patience *patience);            /* ms of the budget; negative when overdrawn */

/* Only the time of steps counts: while rows wait for whoever takes them nothing stands still over there. */
void patience_moved(struct patience *patience);
void patience_step_ended(struct patience *patience, int64_t began_at);

/* A 429 or 503 to a request started at `asked_at`; `retry_after` in seconds, -1 if not told. */
void patience_throttled(struct patience *patience, int64_t asked_at, int64_t retry_after);
int patience_requests(const struct patience *patience);        /* that may be in flight */
int64_t patience_until_start(const struct patience *patience); /* ms until a request may start, 0 = now */
void patience_started(struct patience *patience);

#endif
