/*
 * Errors and notices for people. Each names the resource, the page, the status and the service's request id; none
 * contains a byte of a body.
 */
#ifndef FETCH_REPORT_H
#define FETCH_REPORT_H

#include "fetch/run.h"

/* "HTTP 503 (request id abc)", "no answer (reason)" … */
void report_answer(const struct page *page, struct buf *out);

/* What the status alone does not show, and what to do after the last try; constants. The first may be "". */
const char *report_why(const struct net_answer *answer);
const char *report_advice(const struct net_answer *answer);

/* Fails with "/jobs, page 3: HTTP 503 (request id abc): WHAT; ADVICE". */
enum rc report_failure(const struct page *page, enum rc rc, const char *what, const char *advice);

/* One line through config.notice. */
void report_notice(const struct run *run, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
