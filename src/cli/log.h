/*
 * Lines on standard error, for people or as JSON. Nothing else in the program writes there.
 * Each line is one write, so that the lines of two programs do not mix. Unprintable bytes are escaped, and no line is
 * longer than LOG_LINE_MAX. Nothing here can fail: a line that cannot be written must not end a run.
 *
 * Progress on a terminal is a block of lines at its end, which is drawn again in place. Any other line goes above it. Where the
 * terminal does not say how large it is, or --progress was given without one, it is one line. Elsewhere it is a log line at
 * most every LOG_PROGRESS_EVERY_MS. Nothing is drawn while another job has the terminal; after it the block begins anew.
 */
#ifndef CLI_LOG_H
#define CLI_LOG_H

#include "cli/options.h"
#include "base/clock.h"
#include "base/buf.h"
#include "base/error.h"
#include "cli/progress.h"

#define LOG_LINE_MAX 2048
#define LOG_PROGRESS_EVERY_MS 30000
#define LOG_REWRITE_EVERY_MS 100

enum log_level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_INFO, LEVEL_DEBUG };

/* How progress is shown. */
enum log_form { LOG_LINES, LOG_ONE_LINE, LOG_BLOCK };

struct log {
	int fd;
	enum log_level level; /* the least important that is shown */
	bool json, progress;
	enum log_form form;
	struct buf block; /* what the terminal shows of progress, without its end; empty: nothing */
	bool progressed;
	int64_t progress_at; /* steady time of the last one */
	const struct clock *clock;
};

/* Follows the options. `clock` is borrowed. */
void log_init(struct log *log, const struct options *options, const struct clock *clock);

void log_line(struct log *log, enum log_level level, const char *format, ...) PRINTF_LIKE(3, 4);

/* Is it time to show progress? May be called often. If so, one of the next two follows. */
bool log_progress_due(struct log *log);
void log_progress_show(struct log *log, const struct progress_view *view);
void log_progress_write(struct log *log, const char *text);

/* Shows one line if it is time. */
void log_progress(struct log *log, const char *format, ...) PRINTF_LIKE(2, 3);

/* Removes progress from the terminal, and frees what it took. */
void log_progress_end(struct log *log);

#endif
