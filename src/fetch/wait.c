#include "fetch/wait.h"

enum { MS_PER_SECOND = 1000 };

void patience_init(struct patience *patience, const struct fetch_config *config)
{
	*patience = (struct patience){
		.clock = config->clock,
		.budget_ms = config->retry_budget_ms,
		.interval_ms = config->rate > 0 ? MS_PER_SECOND / config->rate : 0,
	};
	patience->finished_at = patience_now(patience);
	patience->next_start = (double)patience->finished_at;
}

int64_t patience_now(const struct patience *patience)
{
	return patience->clock->steady_ms(patience->clock->context);
}

double patience_random(const struct patience *patience)
{
	return patience->clock->random(patience->clock->context);
}

void patience_page_finished(struct patience *patience)
{
	patience->finished_at = patience_now(patience);
}

int64_t patience_without_page(const struct patience *patience)
{
	return patience_now(patience) - patience->finished_at;
}

int64_t patience_left(const struct patience *patience)
{
	return patience->budget_ms - patience_without_page(patience);
}

int64_t patience_until_start(const struct patience *patience)
{
	double wait = patience->next_start - (double)patience_now(patience);
	int64_t whole = (int64_t)wait;

	if (patience->interval_ms <= 0 || wait <= 0)
		return 0;
	return (double)whole < wait ? whole + 1 : whole;
}

void patience_started(struct patience *patience)
{
	double now = (double)patience_now(patience);

	/* From when it was due, not from when it came: milliseconds lost to rounding would lower the rate. */
	if (patience->next_start < now - patience->interval_ms)
		patience->next_start = now;
	patience->next_start += patience->interval_ms;
}
