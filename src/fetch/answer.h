/*
 * Decides what follows from the answer for the page whose turn it is: it was read, it is requested again, or it was
 * refused (mappings/PINPOINT.md, "Errors and waits").
 */
#ifndef FETCH_ANSWER_H
#define FETCH_ANSWER_H

#include "fetch/run.h"

enum rc answer_settle(struct page *page) MUST_USE;

/* How the run ends after a refusal, or after an answer that no attempt could read. */
enum rc answer_fail_refused(const struct page *page) MUST_USE;
enum rc answer_fail_unreadable(struct page *page) MUST_USE;

#endif
