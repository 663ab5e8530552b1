/*
 * One page on its way: prepared, started, streamed or kept, requested again, dropped. A page is part of its reading's
 * ring, so that its address does not change while a transfer knows it.
 */
#ifndef FETCH_PAGE_H
#define FETCH_PAGE_H

#include "fetch/run.h"

struct page *page_at(struct reading *reading, int number); /* its place in the ring */
struct page *page_in_turn(struct reading *reading);
bool page_is_turn(const struct page *page);

void page_prepare(struct page *page, int number);
void page_address(struct page *page); /* makes its URL */
enum rc page_start(struct page *page) MUST_USE;
void page_read_kept(struct page *page); /* its turn has come: reads what was kept, then resumes the transfer */
void page_resume(struct page *page);
void page_again(struct page *page, int64_t due); /* the page whose turn it is keeps its slot */
void page_drop(struct page *page);

#endif
