/*
 * One page on its way: made ready, started, streamed or kept, asked again, dropped. A page is part of its reading's
 * ring, so that it stays where it is while a transfer knows its address.
 */
#ifndef FETCH_PAGE_H
#define FETCH_PAGE_H

#include "fetch/reading.h"

bool page_is_turn(const struct page *page);
void page_prepare(struct page *page, struct reading *reading, int number);
void page_address(struct page *page); /* its URL, as things are now */
enum rc page_start(struct page *page) MUST_USE;
void page_read_kept(struct page *page); /* its turn has come: what was kept, then on with the transfer */
void page_resume(struct page *page);
void page_again(struct page *page, int64_t due); /* in its turn it keeps its place among the requests in flight */
void page_drop(struct page *page);

#endif
