/*
 * How many requests the service takes from one address (mappings/PINPOINT.md, "Errors and waits").
 */
#ifndef FETCH_LIMIT_H
#define FETCH_LIMIT_H

#include <stdint.h>

#define LIMIT_MINUTE_REQUESTS 120
#define LIMIT_EIGHT_MINUTES_REQUESTS 240

/* Seconds until the last of so many requests may begin, at `rate` requests per second at most; 0: no limit but these. */
uint64_t limit_seconds(uint64_t requests, double rate);

#endif
