#include "export/clock_check.h"

static int64_t clock_check_size(int64_t ms)
{
	return ms < 0 ? -ms : ms;
}

void clock_check_add_span(int64_t ms, struct buf *out)
{
	static const struct {
		int seconds;
		const char *name;
	} units[] = {{86400, "days"}, {3600, "hours"}, {60, "minutes"}, {1, "seconds"}};
	int64_t seconds = (clock_check_size(ms) + MS_PER_SECOND / 2) / MS_PER_SECOND;
	size_t i = 0;

	while (units[i].seconds > 1 && seconds < 2 * units[i].seconds)
		i++;
	buf_addf(out, "%lld %s", (long long)((seconds + units[i].seconds / 2) / units[i].seconds), units[i].name);
}

void clock_check_begin(struct clock_check *check, const struct app *app)
{
	*check = (struct clock_check){
		.app = app,
		.began_ms = app->clock->now_ms(app->clock->context),
		.began_steady_ms = app->clock->steady_ms(app->clock->context),
	};
}

/* The clock may have been set since the run took its time, so both are compared. */
int64_t clock_check_off(const struct clock_check *check, const struct fetch_date *date)
{
	int64_t now = date->our_ms - date->service_ms;
	int64_t began = check->began_ms + (date->steady_ms - check->began_steady_ms) - date->service_ms;

	return clock_check_size(began) > clock_check_size(now) ? began : now;
}

enum rc clock_check_answer(const struct clock_check *check, const struct fetch_date *date)
{
	int64_t off = clock_check_off(check, date);
	const char *direction = off > 0 ? "ahead of" : "behind";
	AUTO_BUF span = {0};

	if (check->app->options->now_ms != TIMESTAMP_NONE || clock_check_size(off) <= CLOCK_OFF_WARN_MS)
		return RC_OK;
	clock_check_add_span(off, &span);
	if (clock_check_size(off) > CLOCK_OFF_MAX_MS)
		return rc_fail(RC_OUTPUT,
			       "this machine's clock is %s %s the service's: nothing was published; set the clock, "
			       "then run again",
			       buf_text(&span), direction);
	log_line(check->app->log, LEVEL_WARNING,
		 "this machine's clock is %s %s the service's; set it: the names of runs and changed_at come from it",
		 buf_text(&span), direction);
	return RC_OK;
}

void clock_check_lead(struct log *log, int64_t run_ms, int64_t clock_ms)
{
	char name[RUN_NAME_SIZE];
	AUTO_BUF span = {0};

	if (run_ms - clock_ms <= CLOCK_LEAD_WARN_MS)
		return;
	timestamp_run_name(run_ms, name);
	clock_check_add_span(run_ms - clock_ms, &span);
	log_line(log, LEVEL_WARNING,
		 "the last run is %s ahead of this machine's clock, so this one is named %s; see "
		 "scripts/OPERATING.md, \"A clock that was wrong\"",
		 buf_text(&span), name);
}
