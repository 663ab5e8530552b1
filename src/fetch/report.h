/*
 * What people are told: errors and notices, each with resource, page, status and the service's request id, never a
 * byte of a body.
 */
#ifndef FETCH_REPORT_H
#define FETCH_REPORT_H

#include "fetch/reading.h"

/* "HTTP 503 (request id abc)", "no answer (reason)", … as it stands in both. */
void report_answer(const struct page *page, struct buf *out);

/* Which request: "/jobs, page 3", "/jobs/17". */
void report_place(const struct page *page, struct buf *out);

/* Fails with "/jobs, page 3: HTTP 503 (request id abc): WHAT; ADVICE". */
enum rc report_failure(const struct page *page, enum rc rc, const char *what, const char *advice);

/* Why the whole of it is read once more. */
void report_again(const struct reading *reading, uint64_t pass);

/* One line through config.notice. */
void report_notice(const struct run *run, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
