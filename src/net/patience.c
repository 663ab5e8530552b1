#include "net/patience.h"

#include "base/timestamp.h"

#define NEVER (-(INT64_C(1) << 60)) /* before any steady time; sums with it do not overflow */

void patience_init(struct patience *patience, const struct patience_config *config)
{
	*patience = (struct patience){
		.clock = config->clock,
		.budget_ms = config->budget_ms,
		.interval_ms = config->rate > 0 ? MS_PER_SECOND / config->rate : 0,
		.window = config->requests,
		.window_max = config->requests,
		.windows = config->windows,
	};
	patience_restart(patience);
	patience->next_start = (double)patience->finished_at;
	patience->slowed_at = patience->held_until = patience->started_at = NEVER;
}

int64_t patience_now(const struct patience *patience)
{
	return patience->clock->steady_ms(patience->clock->context);
}

double patience_random(const struct patience *patience)
{
	return patience->clock->random(patience->clock->context);
}

void patience_restart(struct patience *patience)
{
	patience->finished_at = patience->moved_at = patience_now(patience);
}

void patience_page_finished(struct patience *patience)
{
	patience->finished_at = patience_now(patience);
	patience->alone = false;
	patience->window += WINDOW_GAIN;
	if (patience->window > patience->window_max)
		patience->window = patience->window_max;
}

void patience_moved(struct patience *patience)
{
	patience->moved = true;
}

static int64_t patience_earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void patience_worked(struct patience *patience, int64_t began_at)
{
	int64_t now = patience_now(patience), worked = now - began_at;

	patience->finished_at = patience_earlier(patience->finished_at + worked, now);
	patience->moved_at = patience->moved ? now : patience_earlier(patience->moved_at + worked, now);
	patience->moved = false;
}

void patience_throttled(struct patience *patience, int64_t asked_at, int64_t retry_after)
{
	int64_t now = patience_now(patience);

	if (retry_after > 0 && now + retry_after * MS_PER_SECOND > patience->held_until)
		patience->held_until = now + retry_after * MS_PER_SECOND;
	/* Sixteen refusals at once mean no more than one. */
	if (asked_at < patience->slowed_at)
		return;
	patience->slowed_at = now;
	patience->window /= 2;
	if (patience->window < WINDOW_MIN)
		patience->window = WINDOW_MIN;
}

void patience_counted(struct patience *patience)
{
	patience->counted = patience->alone = true;
}

static bool patience_is_careful(const struct patience *patience)
{
	return patience->counted ||
	       (patience->windows && patience->started >= CAREFUL_FROM && patience->started < CAREFUL_UNTIL);
}

int patience_requests(const struct patience *patience)
{
	int requests = patience->window < 1 ? 1 : (int)patience->window;

	if (patience->alone)
		return 1;
	return patience_is_careful(patience) && requests > CAREFUL_REQUESTS ? CAREFUL_REQUESTS : requests;
}

int64_t patience_without_page(const struct patience *patience)
{
	return patience_now(patience) - patience->finished_at;
}

int64_t patience_without_move(const struct patience *patience)
{
	return patience_now(patience) - patience->moved_at;
}

int64_t patience_left(const struct patience *patience)
{
	return patience->budget_ms - patience_without_page(patience);
}

static int64_t patience_until_rate(const struct patience *patience, int64_t now)
{
	double wait = patience->next_start - (double)now;
	int64_t whole = (int64_t)wait;

	if (patience->interval_ms <= 0 || wait <= 0)
		return 0;
	return (double)whole < wait ? whole + 1 : whole;
}

static int64_t patience_until_window(const struct patience *patience, int64_t now)
{
	if (patience->window >= 1)
		return 0;
	return patience->started_at + (int64_t)(WINDOW_PAUSE_MS * (1 / patience->window - 1)) - now;
}

static int64_t patience_later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

int64_t patience_until_start(const struct patience *patience)
{
	int64_t now = patience_now(patience);
	int64_t pace = patience_later(patience_until_rate(patience, now), patience_until_window(patience, now));

	return patience_later(0, patience_later(pace, patience->held_until - now));
}

void patience_started(struct patience *patience)
{
	double now = (double)patience_now(patience);

	patience->started++;
	patience->started_at = patience->moved_at = patience_now(patience);
	/* Counted from when it was due, not from when it started: lost milliseconds would lower the rate. */
	if (patience->next_start < now - RATE_SLACK_MS)
		patience->next_start = now;
	patience->next_start += patience->interval_ms;
}
