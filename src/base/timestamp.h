/*
 * Timestamps as the contract (sections 3 and 6) reads and writes them; in between, milliseconds since
 * 1970-01-01T00:00:00Z. Years 0001 to 9999. No locale, no time zone of the machine.
 */
#ifndef BASE_TIMESTAMP_H
#define BASE_TIMESTAMP_H

#include <stdint.h>

#include "base/sv.h"

#define TIMESTAMP_NONE INT64_MIN /* no time: a run that never was, an option not given */
#define TIMESTAMP_SIZE 25        /* "2026-11-23T02:00:00.000Z" and the NUL */

/* False if the text is not one of the forms the contract reads; then *ms is untouched. */
bool timestamp_read(struct sv text, int64_t *ms);

/* `ms` must lie in years 0001 to 9999. */
void timestamp_write(int64_t ms, char out[TIMESTAMP_SIZE]);

/* The name of a run, "20261123T020000Z"; the milliseconds are cut off. */
#define RUN_NAME_SIZE 17
void timestamp_run_name(int64_t ms, char out[RUN_NAME_SIZE]);
bool timestamp_read_run_name(struct sv text, int64_t *ms);

#endif
