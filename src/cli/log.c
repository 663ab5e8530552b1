#include "cli/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "cli/signals.h"
#include "json/escape.h"

enum { USUAL_COLUMNS = 80 };

/* A terminal that cannot move its cursor gets whole lines. */
static bool log_can_move(void)
{
	const char *kind = getenv("TERM");

	return kind && *kind && strcmp(kind, "dumb") != 0;
}

void log_init(struct log *log, const struct options *options, const struct clock *clock)
{
	static const enum log_level levels[] = {LEVEL_ERROR, LEVEL_INFO, LEVEL_DEBUG};

	*log = (struct log){.fd = STDERR_FILENO, .clock = clock};
	log->level = levels[options->verbosity + 1];
	log->json = options->log_format == LOG_FORMAT_JSON;
	log->progress = options->progress != PROGRESS_OFF && log->level >= LEVEL_INFO;
	/* Rows that are written to the same terminal would go into the block. */
	if (log->json || (options->to_stdout && isatty(STDOUT_FILENO)))
		return;
	if (isatty(STDERR_FILENO) && log_can_move())
		log->form = LOG_BLOCK;
	else if (options->progress == PROGRESS_ON)
		log->form = LOG_ONE_LINE;
}

static void log_write(const struct log *log, struct sv line)
{
	size_t done = 0;

	while (done < line.n) {
		ssize_t n = write(log->fd, line.p + done, line.n - done);

		if (n <= 0)
			return;
		done += (size_t)n;
	}
}

static void log_add_json(const struct log *log, enum log_level level, const char *text, struct buf *out)
{
	static const char *const names[] = {"error", "warning", "info", "debug"};
	char time[TIMESTAMP_SIZE];

	timestamp_write(log->clock->now_ms(log->clock->context), time);
	buf_addf(out, "{\"time\":\"%s\",\"level\":\"%s\",\"message\":", time, names[level]);
	json_escape(out, sv_of(text));
	buf_adds(out, "}\n");
}

static void log_add_text(enum log_level level, const char *text, struct buf *out)
{
	static const char *const prefixes[] = {"pinpoint-export: ", "pinpoint-export: warning: ", "", ""};

	buf_adds(out, prefixes[level]);
	buf_adds(out, text);
	buf_addc(out, '\n');
}

/* --- The block */

struct size {
	size_t columns, rows; /* 0: unknown */
};

/* Asked for each time, since the window may have been resized. */
static struct size log_size(const struct log *log)
{
	struct winsize size = {0};

	if (ioctl(log->fd, TIOCGWINSZ, &size) != 0)
		return (struct size){0};
	return (struct size){size.ws_col, size.ws_row};
}

/* How far the cursor is below the first line of the block; a line that is wider than the window by now takes several. */
static size_t log_block_height(const struct log *log, size_t columns)
{
	struct sv rest = buf_sv(&log->block);
	size_t lines = 0;

	while (rest.n > 0) {
		struct sv line = sv_until(rest, '\n');

		lines += columns && line.n > 0 ? (line.n + columns - 1) / columns : 1;
		rest = sv_from(rest, line.n < rest.n ? line.n + 1 : rest.n);
	}
	return lines > 0 ? lines - 1 : 0;
}

/* The cursor goes to the first column of the first line. */
static void log_add_up(const struct log *log, struct buf *out)
{
	size_t up = log_block_height(log, log_size(log).columns);

	buf_addc(out, '\r');
	if (up > 0)
		buf_addf(out, "\033[%zuA", up);
}

static void log_add_clear(const struct log *log, struct buf *out)
{
	if (log->block.n == 0)
		return;
	log_add_up(log, out);
	buf_adds(out, log->form == LOG_BLOCK ? "\033[J" : "\033[K");
}

/* Each line is cleared behind its text, so that nothing flickers; below the last one all is. */
static void log_add_block(const struct log *log, struct buf *out)
{
	for (size_t i = 0; i < log->block.n; i++) {
		if (log->block.p[i] == '\n')
			buf_adds(out, "\033[K\r\n");
		else
			buf_addc(out, log->block.p[i]);
	}
	if (log->block.n > 0)
		buf_adds(out, log->form == LOG_BLOCK ? "\033[J" : "\033[K");
}

/* Another job of the shell has the terminal now. */
static bool log_is_in_background(const struct log *log)
{
	pid_t group = log->form == LOG_BLOCK ? tcgetpgrp(log->fd) : -1;

	return group >= 0 && group != getpgrp();
}

/* The process was stopped meanwhile, so the shell wrote below the block: it stays where it is. */
static void log_forget_after_stop(struct log *log)
{
	if (signals_take_continued())
		buf_clear(&log->block);
}

static void log_draw(struct log *log, struct buf *block)
{
	AUTO_BUF out = {0};

	log_forget_after_stop(log);
	if (log_is_in_background(log))
		return;
	log_add_up(log, &out);
	buf_clear(&log->block);
	buf_addsv(&log->block, buf_sv(block));
	log_add_block(log, &out);
	log_write(log, buf_sv(&out));
}

/* --- Lines */

static void log_put_line(struct log *log, enum log_level level, const char *text)
{
	AUTO_BUF out = {0};

	log_forget_after_stop(log);
	log_add_clear(log, &out);
	if (log->json)
		log_add_json(log, level, text, &out);
	else
		log_add_text(level, text, &out);
	log_add_block(log, &out);
	log_write(log, buf_sv(&out));
}

void log_line(struct log *log, enum log_level level, const char *format, ...)
{
	char text[LOG_LINE_MAX], line[LOG_LINE_MAX];
	va_list args;

	if (level > log->level)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	(void)utf8_write_printable(sv_of(text), line, sizeof(line));
	log_put_line(log, level, line);
}

/* --- Progress */

bool log_progress_due(struct log *log)
{
	bool lines = log->form == LOG_LINES;
	int64_t now, every = lines ? LOG_PROGRESS_EVERY_MS : LOG_REWRITE_EVERY_MS;

	if (!log->progress)
		return false;
	now = log->clock->steady_ms(log->clock->context);
	/* The first log line comes after one interval, because short runs need none. */
	if (!log->progressed) {
		log->progressed = true;
		log->progress_at = lines ? now : now - every;
	}
	if (now - log->progress_at < every)
		return false;
	log->progress_at = now;
	return true;
}

void log_progress_write(struct log *log, const char *text)
{
	size_t columns = log->form == LOG_BLOCK ? log_size(log).columns : 0;
	char line[LOG_LINE_MAX];
	AUTO_BUF block = {0};

	if (log->form == LOG_LINES) {
		utf8_write_printable(sv_of(text), line, sizeof(line));
		log_put_line(log, LEVEL_INFO, line);
		return;
	}
	if (columns == 0)
		columns = USUAL_COLUMNS;
	utf8_write_printable(sv_of(text), line, columns < sizeof(line) ? columns : sizeof(line));
	buf_adds(&block, line);
	log_draw(log, &block);
}

void log_progress_show(struct log *log, const struct progress_view *view)
{
	struct size size = log->form == LOG_BLOCK ? log_size(log) : (struct size){0};
	AUTO_BUF text = {0};

	if (size.columns > 0 && size.rows > 0) {
		progress_add_lines(view, size.columns, size.rows, &text);
		log_draw(log, &text);
		return;
	}
	progress_add_sentence(view, &text);
	log_progress_write(log, buf_text(&text));
}

void log_progress(struct log *log, const char *format, ...)
{
	char text[LOG_LINE_MAX];
	va_list args;

	if (!log_progress_due(log))
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	log_progress_write(log, text);
}

void log_progress_end(struct log *log)
{
	AUTO_BUF out = {0};

	log_forget_after_stop(log);
	log_add_clear(log, &out);
	log_write(log, buf_sv(&out));
	buf_release(&log->block);
}
