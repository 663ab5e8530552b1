/*
 * Refusals: statuses that no retry changes, and what they mean to people.
 */
#ifndef FETCH_REFUSAL_H
#define FETCH_REFUSAL_H

#include "fetch/run.h"

/* Ends the run with the status of the answer. */
enum rc refusal_fail(const struct page *page) MUST_USE;

#endif
