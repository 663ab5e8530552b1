/*
 * Lines for people (or machines) on standard error, and nowhere else. The only place of the program that talks.
 * Each line is one write, so that the lines of two programs do not mix; what is not printable is escaped. No line
 * is longer than LOG_LINE_MAX. Progress is one rewritten line on a terminal and, at most every
 * LOG_PROGRESS_EVERY_MS, a log line elsewhere. Nothing here can fail: a lost line must not lose a run.
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
	bool line_open; /* a progress line stands unfinished on the terminal */
	bool progressed;
	int64_t progress_at; /* steady time of the last one */
	const struct clock *clock;
};

/* As the options say; `clock` is borrowed. Writes to standard error. */
void log_init(struct log *log, const struct options *options, const struct clock *clock);

void log_line(struct log *log, enum log_level level, const char *format, ...) PRINTF_LIKE(3, 4);

/* Where the run stands; call it as often as there is news. */
void log_progress(struct log *log, const char *format, ...) PRINTF_LIKE(2, 3);

/* Takes an unfinished progress line off the terminal. */
void log_progress_end(struct log *log);

#endif
