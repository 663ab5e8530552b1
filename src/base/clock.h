/*
 * Time and chance as an argument, so that nothing below app reads the machine's clock and tests can own both.
 * `now_ms` is milliseconds since 1970-01-01T00:00:00Z; `steady_ms` counts from anywhere and never jumps;
 * `random` gives a number in [0, 1). The functions receive `context`.
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
