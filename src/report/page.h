/*
 * The sections of the page, in this order. Private to report/.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "report/night.h"
#include "report/pushes.h"

#define PAGE_LATE_MS (26 * INT64_C(3600000)) /* a nightly run that began longer ago is late */

struct page {
	const struct nights *nights;
	const struct pushes *pushes;
	int64_t now_ms;
	size_t last; /* the newest night that has tables; the number of nights if none has */
	struct buf *out;
};

void page_add_head(const struct page *page);
void page_add_nights(const struct page *page);
void page_add_tables(const struct page *page);
void page_add_unreadable(const struct page *page);
void page_add_warnings(const struct page *page);
void page_add_destinations(const struct page *page);
void page_add_loading(const struct page *page);
void page_add_list(const struct page *page);
void page_add_foot(const struct page *page);

/* How many there are, for the head of the page. */
size_t page_count_new_warnings(const struct page *page);

#endif
