/*
 * The end of a list: when a page was the last one, when the pass agrees with itself, and when another pass follows
 * (mappings/PINPOINT.md, "End of a resource"; output/README.md, "Drift while paging").
 */
#ifndef FETCH_PASS_H
#define FETCH_PASS_H

#include "fetch/run.h"

/* The number of records on a full page, as far as known; 0 before the first page. */
uint64_t pass_full_page(const struct reading *reading);

/* The page whose turn it is was read whole: the next page follows, another pass, or the end. */
enum rc pass_page_whole(struct page *page) MUST_USE;

/*
 * The page whose turn it is was refused or failed. True if all announced records have come: then there is no such page,
 * and the pass ends. It ends as well, and the resource is read again, if the total changed.
 */
bool pass_ends_before(struct page *page);

#endif
