/*
 * Lookups by id: does a record that no page showed still exist? (mappings/PINPOINT.md, "Answers by id")
 *
 * A finished reading makes them as if each were a page: page n is the answer about the n-th id. So lookups ahead, their
 * memory, order, retries and waits are those of pages. What differs is here: the URL, which record is wanted, the body of
 * a 404, and what an answer means. The reading's counters go on; its status stays.
 */
#ifndef FETCH_LOOKUP_H
#define FETCH_LOOKUP_H

#include "fetch/run.h"

#define LOOKUP_TRIES 3       /* for a record, if it timed out or another lookup failed before */
#define LOOKUPS_FAILED_MAX 5 /* in a row, before the rest is skipped */

void lookup_start(struct reading *reading, const struct fetch_lookup *lookup);
void lookup_end(struct reading *reading); /* also after a failure */

#endif
