/*
 * Questions by id: does a record that was not met still exist? (contract, section 3)
 *
 * A finished reading answers them as if each were a page: page n is the answer to the n-th id. So pages ahead, their
 * memory, order, retries and waits are those of pages. What differs is here: the URL, which record counts, the body
 * of a 404, and what an answer means. The reading's counters go on; what it said of itself as a whole stays.
 */
#ifndef FETCH_QUESTION_H
#define FETCH_QUESTION_H

#include "fetch/reading.h"

void question_start(struct reading *reading, const struct fetch_question *question);
void question_end(struct reading *reading); /* also after a failure */

void question_begin(struct reading *reading); /* the turn of the next id has come */
void question_url(struct page *page);
bool question_is_about(const struct reading *reading, const struct resource *resource);

bool question_feed_missing(struct reading *reading, struct sv bytes); /* false: too long */
bool question_missing_too_long(const struct reading *reading);
bool question_says_missing(const struct reading *reading);

bool question_ask_unfiltered(struct page *page); /* false: it was, or there are no filters */

#define QUESTION_TRIES 3          /* of a record, by time-outs or once another was not shown */
#define QUESTIONS_NOT_SHOWN_MAX 5 /* of a resource, one after the other, before the rest is left open */

/* Its request failed each time: it stays open. */
enum rc question_not_shown(struct page *page) MUST_USE;

/* Hands on the answer; the next question, or the end. */
enum rc question_settle(struct page *page, enum fetch_found found) MUST_USE;

#endif
