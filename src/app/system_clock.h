/*
 * The machine's clock and chance as base/clock.h wants them. With a fixed time (--now) `now_ms` always gives that one;
 * `steady_ms` runs on, since waits and time-outs need it.
 */
#ifndef APP_SYSTEM_CLOCK_H
#define APP_SYSTEM_CLOCK_H

#include <stdbool.h>

#include "base/clock.h"

struct system_clock {
	struct clock clock;
	bool fixed;
	int64_t fixed_ms;
	uint64_t chance; /* state of the random numbers */
};

/* `fixed_ms`: TIME_NOT_GIVEN (app/options.h) for the machine's own. The clock points into itself: do not copy it. */
void system_clock_init(struct system_clock *clock, int64_t fixed_ms);

#endif
