/*
 * A service that refuses the size of a page (mappings/PINPOINT.md, "Paging"). If it answers 400 or 422 to a first page, the
 * same request is made for one record. If that is taken, the size was at fault: smaller sizes follow, which then hold for
 * every resource of the run that has not begun. If it is refused too, the request is at fault; optional parts are given up
 * in pages of one record, and the first form that is taken is tried at the full size.
 */
#ifndef FETCH_SIZES_H
#define FETCH_SIZES_H

#include "fetch/run.h"

bool sizes_may_be_refused(const struct page *page); /* the answer to a first page */

/* These choose the next size and request the page again; RC_SERVICE if no size is left. */
enum rc sizes_after_refusal(struct page *page) MUST_USE;
enum rc sizes_after_one(struct page *page) MUST_USE; /* the page of one record was taken */

bool sizes_asks_for_one(const struct reading *reading);

/* Requests the page again: for one record, and then for as many as before that. */
void sizes_ask_for_one(struct page *page);
void sizes_ask_in_full(struct page *page);

/* Before a page is requested: a resource that has not begun follows the size that another one has found. */
void sizes_follow(struct page *page);

#endif
