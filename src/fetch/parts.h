/*
 * A service that refuses optional parts of a request (mappings/PINPOINT.md, "Optional parts of a request"): requests the
 * forms that fetch/forms.h chooses, each for one record, until it is known which parts have to go. A 403 may be about
 * something included, so there the parts in request.spare are given up in the same way; so are they, together with the
 * optional ones, if a 400 stays.
 */
#ifndef FETCH_PARTS_H
#define FETCH_PARTS_H

#include "fetch/run.h"

/* The first page was refused: can that be because of optional parts? */
bool parts_may_be_refused(const struct page *page);
bool parts_are_searched(const struct reading *reading);

/* These choose the next form and request the page again; RC_SERVICE if nothing is left to give up. */
enum rc parts_after_refusal(struct page *page) MUST_USE;
enum rc parts_after_one(struct page *page) MUST_USE; /* during a search a page of one record was taken */

#endif
