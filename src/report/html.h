/*
 * Pieces of an HTML page: text from outside, numbers, times. Private to report/.
 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include <stdint.h>

#include "base/buf.h"
#include "base/timestamp.h"

#define HTML_NAME_MAX 80        /* characters of a name that are shown */
#define HTML_WHOLE_MAX 99999    /* greatest number that is written in full */
#define HTML_DURATION_NONE (-1) /* not known */

/* Text from a manifest, a state or the command line: nothing in it becomes markup. Cut where it is long. */
void html_add_text(struct buf *out, const char *text);

/* The same for a name in a narrow column: it may break after "_", "." and "/". */
void html_add_name(struct buf *out, const char *name);

/* "1,234", from HTML_WHOLE_MAX on "123k" or "1.23M". */
void html_add_count(struct buf *out, uint64_t count);

/* "4m 12s"; "–" if it is not known. */
void html_add_duration(struct buf *out, int64_t ms);

/* "2026-11-23", and with the time of day "2026-11-23 02:00". */
void html_add_day(struct buf *out, int64_t ms);
void html_add_minute(struct buf *out, int64_t ms);

#endif
