/*
 * How long the run goes on without progress, and how fast it may send requests.
 *
 * Budget: the time in which no page was finished, without our own work on pages, since writing rows may take long. A
 * second clock runs while no record arrives and no request starts: bytes alone could arrive forever.
 * Pace: `window` requests in flight and `rate` requests per second at most. A 429 or 503 halves the window, once for all
 * requests that were in flight then, and each finished page adds a little to it. A window below one request means a
 * pause between two starts. Retry-After holds back every request of the run. How long a single request waits before its next
 * try is computed by net/retry.h.
 * A service that counts requests in windows of time says so only by refusing one. All that are in flight then are refused
 * as well, so there are few of them: after a 429 with Retry-After for the rest of the run, and before that while the first
 * windows may be full (mappings/PINPOINT.md, "Errors and waits").
 */
#ifndef NET_PATIENCE_H
#define NET_PATIENCE_H

#include <stdbool.h>

#include "base/clock.h"

#define WINDOW_MIN (1.0 / 32)
#define WINDOW_GAIN (1.0 / 16) /* for each finished page */
#define WINDOW_PAUSE_MS 250    /* between two starts at half a request in flight; 31 times as long at WINDOW_MIN */
#define CAREFUL_REQUESTS 3     /* in flight where the service counts requests, or may do so */
#define CAREFUL_FROM 100       /* before this request no window is full */
#define CAREFUL_UNTIL 500      /* by then one would have been */
#define RATE_SLACK_MS 5        /* a request may start this late and the next one still starts on time */

struct patience_config {
	const struct clock *clock;
	int64_t budget_ms;
	double rate;  /* requests per second at most; 0 = no limit */
	int requests; /* in flight at most */
	bool windows; /* the service may count requests in windows of time */
};

struct patience {
	const struct clock *clock;
	int64_t budget_ms;
	int64_t finished_at; /* steady time of the last finished page, or of the start; moved on by our own work */
	int64_t moved_at;    /* the same for the last record or request */
	bool moved;          /* a record arrived during the work that is going on */
	double interval_ms;  /* between the starts of two requests */
	double next_start;   /* steady time before which none may start, by the rate */
	double window, window_max;
	int64_t slowed_at;  /* steady time at which the window was last reduced */
	int64_t started_at; /* steady time of the last start */
	int64_t held_until; /* by Retry-After */
	bool windows;       /* as configured */
	bool counted;       /* the service counts requests */
	bool alone;         /* it refused one, and no page was finished since then */
	uint64_t started;   /* requests */
};

void patience_init(struct patience *patience, const struct patience_config *config);
int64_t patience_now(const struct patience *patience);
double patience_random(const struct patience *patience);

void patience_restart(struct patience *patience); /* the budget starts over; the pace stays */
void patience_page_finished(struct patience *patience);
void patience_moved(struct patience *patience);                    /* a record arrived */
void patience_worked(struct patience *patience, int64_t began_at); /* on a page, until now */
int64_t patience_without_page(const struct patience *patience);    /* ms since a page was finished */
int64_t patience_without_move(const struct patience *patience);    /* ms since a record arrived or a request started */
int64_t patience_left(const struct patience *patience);            /* ms of the budget; negative if overdrawn */

/*
 * A 429 or 503 for a request that started at `asked_at`; `retry_after` in seconds, -1 if there was none.
 * patience_counted(): and the service counts requests, as a 429 with Retry-After shows.
 */
void patience_throttled(struct patience *patience, int64_t asked_at, int64_t retry_after);
void patience_counted(struct patience *patience);
int patience_requests(const struct patience *patience);        /* how many may be in flight */
int64_t patience_until_start(const struct patience *patience); /* ms until the next may start; 0 = now */
void patience_started(struct patience *patience);

#endif
