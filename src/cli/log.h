/*
 * Lines on standard error, for people or as JSON. Nothing else in the program writes there.
 * Each line is one write, so that the lines of two programs do not mix. Unprintable bytes are escaped, and no line is
 * longer than LOG_LINE_MAX. Progress is one line that is rewritten on a terminal, and elsewhere a log line at most every
 * LOG_PROGRESS_EVERY_MS. Nothing here can fail: a line that cannot be written must not end a run.
 */
#ifndef CLI_LOG_H
#define CLI_LOG_H

#include "cli/options.h"
#include "base/clock.h"
#include "base/error.h"

#define LOG_LINE_MAX 2048
#define LOG_PROGRESS_EVERY_MS 10000
#define LOG_REWRITE_EVERY_MS 100

enum log_level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_INFO, LEVEL_DEBUG };

struct log {
	int fd;
	enum log_level level; /* the least important that is shown */
	bool json, rewrite, progress;
	bool line_open; /* the terminal shows a progress line without its end */
	bool progressed;
	int64_t progress_at; /* steady time of the last one */
	const struct clock *clock;
};

/* Follows the options. `clock` is borrowed. */
void log_init(struct log *log, const struct options *options, const struct clock *clock);

void log_line(struct log *log, enum log_level level, const char *format, ...) PRINTF_LIKE(3, 4);

/* How far the run is; may be called often. */
void log_progress(struct log *log, const char *format, ...) PRINTF_LIKE(2, 3);

/* Removes the progress line from the terminal. */
void log_progress_end(struct log *log);

#endif
