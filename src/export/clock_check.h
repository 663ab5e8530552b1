/*
 * Is this machine's clock right? The time of a run names it and goes into changed_at, which never goes back: a run with a
 * clock that is far ahead would mark every later run. See output/README.md, "changed_at".
 */
#ifndef EXPORT_CLOCK_CHECK_H
#define EXPORT_CLOCK_CHECK_H

#include "base/timestamp.h"
#include "cli/app.h"
#include "fetch/fetch.h"

#define CLOCK_OFF_MAX_MS MS_PER_DAY             /* a clock that is off by more ends the run */
#define CLOCK_OFF_WARN_MS (300 * MS_PER_SECOND) /* one that is off by more is a warning */
#define CLOCK_LEAD_WARN_MS (60 * MS_PER_SECOND) /* runs that follow each other at once are named some seconds ahead */

struct clock_check {
	const struct app *app;
	int64_t began_ms, began_steady_ms; /* when the run took its time */
};

void clock_check_begin(struct clock_check *check, const struct app *app);

/* How far it is off in milliseconds; positive: ahead of the service's. */
int64_t clock_check_off(const struct clock_check *check, const struct fetch_date *date);

/* Appends "3 days", "12 minutes": the largest unit of which there are at least two, rounded, without a sign. */
void clock_check_add_span(int64_t ms, struct buf *out);

/* RC_OUTPUT if the clock is too far off, a warning if it is off; with --now neither. */
enum rc clock_check_answer(const struct clock_check *check, const struct fetch_date *date) MUST_USE;

/* Warns if the run had to be named after a time later than the clock, since the last one was. */
void clock_check_lead(struct log *log, int64_t run_ms, int64_t clock_ms);

#endif
