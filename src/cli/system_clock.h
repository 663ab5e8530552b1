/*
 * The machine's clock and chance as base/clock.h wants them. With a fixed time (--now) `now_ms` always gives that one;
 * `steady_ms` runs on, since waits and time-outs need it. Without it `now_ms` stands still where the machine's clock is
 * set back, so times told never do. One thread only.
 */
#ifndef CLI_SYSTEM_CLOCK_H
#define CLI_SYSTEM_CLOCK_H

#include <stdbool.h>

#include "base/clock.h"

struct system_clock {
	struct clock clock;
	bool fixed;
	int64_t fixed_ms;
	int64_t latest_ms; /* the latest time that was told */
	uint64_t chance;   /* state of the random numbers */
};

/* `fixed_ms`: TIMESTAMP_NONE for the machine's own. The clock points into itself: do not copy it. */
void system_clock_init(struct system_clock *clock, int64_t fixed_ms);

#endif
