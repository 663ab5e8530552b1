/*
 * Reads and writes timestamps (output/README.md, "Timestamps"). In memory they are milliseconds since
 * 1970-01-01T00:00:00Z, of the years 0001 to 9999. Neither locale nor time zone of the machine matter.
 */
#ifndef BASE_TIMESTAMP_H
#define BASE_TIMESTAMP_H

#include <stdint.h>

#include "base/sv.h"

#define TIMESTAMP_NONE INT64_MIN /* no time: there was no run, or the option is not given */
#define TIMESTAMP_SIZE 25        /* "2026-11-23T02:00:00.000Z" and the NUL */

#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_DAY INT64_C(86400000)

/* Returns false if the text is not in one of the forms that can be read; then *ms is unchanged. */
bool timestamp_read(struct sv text, int64_t *ms);

/* `ms` must be in the years 0001 to 9999. */
void timestamp_write(int64_t ms, char out[TIMESTAMP_SIZE]);

/* The name of a run, "20261123T020000Z"; the milliseconds are cut off. */
#define RUN_NAME_SIZE 17
void timestamp_run_name(int64_t ms, char out[RUN_NAME_SIZE]);
bool timestamp_read_run_name(struct sv text, int64_t *ms);

#endif
