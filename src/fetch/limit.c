#include "fetch/limit.h"

enum { A_MINUTE = 60, EIGHT_MINUTES = 8 * A_MINUTE };

uint64_t limit_seconds(uint64_t requests, double rate)
{
	uint64_t before = requests > 0 ? requests - 1 : 0;
	uint64_t within = before / LIMIT_EIGHT_MINUTES_REQUESTS * EIGHT_MINUTES +
			  before % LIMIT_EIGHT_MINUTES_REQUESTS / LIMIT_MINUTE_REQUESTS * A_MINUTE;
	double paced = rate > 0 ? (double)before / rate : 0;

	return paced > (double)within ? (uint64_t)paced : within;
}
