#include "cli/system_clock.h"

#include "base/timestamp.h"

#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/random.h>
#endif

enum { NS_PER_MS = 1000000 };

static int64_t system_clock_read(clockid_t which)
{
	struct timespec now = {0};

	clock_gettime(which, &now);
	return now.tv_sec * MS_PER_SECOND + now.tv_nsec / NS_PER_MS;
}

static int64_t system_clock_now(void *context)
{
	struct system_clock *clock = context;
	int64_t now = clock->fixed ? clock->fixed_ms : system_clock_read(CLOCK_REALTIME);

	/* Somebody may set the clock back during the run; still, nothing may end before it began. */
	if (now > clock->latest_ms)
		clock->latest_ms = now;
	return clock->latest_ms;
}

static int64_t system_clock_steady(void *context)
{
	(void)context;
	return system_clock_read(CLOCK_MONOTONIC);
}

/* splitmix64 (Steele, Lea, Flood 2014): good enough to spread waits, the only use of it. */
static double system_clock_random(void *context)
{
	struct system_clock *clock = context;
	uint64_t z = clock->random_state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return (double)(z >> 11) / (double)(UINT64_C(1) << 53);
}

static uint64_t system_clock_seed(void)
{
	uint64_t number = (uint64_t)system_clock_read(CLOCK_REALTIME) << 20 ^ (uint64_t)getpid();

#ifdef __linux__
	uint64_t drawn;

	if (getrandom(&drawn, sizeof(drawn), GRND_NONBLOCK) == (ssize_t)sizeof(drawn))
		number ^= drawn;
#endif
	return number;
}

void system_clock_init(struct system_clock *clock, int64_t fixed_ms)
{
	*clock = (struct system_clock){
		.clock = {.now_ms = system_clock_now, .steady_ms = system_clock_steady, .random = system_clock_random},
		.fixed = fixed_ms != TIMESTAMP_NONE,
		.fixed_ms = fixed_ms,
		.latest_ms = TIMESTAMP_NONE,
		.random_state = system_clock_seed(),
	};
	clock->clock.context = clock;
}
