/*
 * Time and random numbers as an argument: only cli/ reads the machine's clock, and tests supply their own.
 * `now_ms` is in milliseconds since 1970-01-01T00:00:00Z. `steady_ms` starts anywhere and never jumps.
 * `random` returns a number in [0, 1). Each function receives `context`.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*now_ms)(void *context);
	int64_t (*steady_ms)(void *context);
	double (*random)(void *context);
	void *context;
};

#endif
