#include "cli/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "json/escape.h"

void log_init(struct log *log, const struct options *options, const struct clock *clock)
{
	static const enum log_level levels[] = {LEVEL_ERROR, LEVEL_INFO, LEVEL_DEBUG};
	bool terminal = isatty(STDERR_FILENO);

	*log = (struct log){.fd = STDERR_FILENO, .clock = clock};
	log->level = levels[options->verbosity + 1];
	log->json = options->log_format == LOG_FORMAT_JSON;
	log->rewrite = !log->json && (terminal || options->progress == PROGRESS_ON);
	log->progress = options->progress != PROGRESS_OFF && log->level >= LEVEL_INFO;
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

static void log_put_line(struct log *log, enum log_level level, const char *text)
{
	AUTO_BUF out = {0};

	log_progress_end(log);
	if (log->json)
		log_add_json(log, level, text, &out);
	else
		log_add_text(level, text, &out);
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

static bool log_progress_due(struct log *log)
{
	int64_t now, every = log->rewrite ? LOG_REWRITE_EVERY_MS : LOG_PROGRESS_EVERY_MS;

	if (!log->progress)
		return false;
	now = log->clock->steady_ms(log->clock->context);
	/* The first log line comes after one interval, because short runs need none. */
	if (!log->progressed) {
		log->progressed = true;
		log->progress_at = log->rewrite ? now - every : now;
	}
	if (now - log->progress_at < every)
		return false;
	log->progress_at = now;
	return true;
}

void log_progress(struct log *log, const char *format, ...)
{
	char text[LOG_LINE_MAX], line[LOG_LINE_MAX];
	AUTO_BUF out = {0};
	va_list args;

	if (!log_progress_due(log))
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	(void)utf8_write_printable(sv_of(text), line, sizeof(line));
	if (!log->rewrite) {
		log_put_line(log, LEVEL_INFO, line);
		return;
	}
	buf_addf(&out, "\r\033[K%s", line);
	log_write(log, buf_sv(&out));
	log->line_open = true;
}

void log_progress_end(struct log *log)
{
	if (!log->line_open)
		return;
	log_write(log, SV("\r\033[K"));
	log->line_open = false;
}
