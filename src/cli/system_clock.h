/*
 * The machine's clock and random numbers for base/clock.h. With a fixed time (--now) `now_ms` always returns that time;
 * `steady_ms` runs on, because waits and timeouts need it. Otherwise `now_ms` never goes back: while the machine's clock
 * is behind, it repeats the latest time. One thread only.
 */
#ifndef CLI_SYSTEM_CLOCK_H
#define CLI_SYSTEM_CLOCK_H

#include <stdbool.h>

#include "base/clock.h"

struct system_clock {
	struct clock clock;
	bool fixed;
	int64_t fixed_ms;
	int64_t latest_ms; /* the latest time that was returned */
	uint64_t random_state;
};

/* `fixed_ms`: TIMESTAMP_NONE for the machine's own. The clock points into itself: do not copy it. */
void system_clock_init(struct system_clock *clock, int64_t fixed_ms);

#endif
