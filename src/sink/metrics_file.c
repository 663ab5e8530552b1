#include "sink/metrics_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "sink/file.h"
#include "sink/gauge.h"

#define HELP_BEGIN "# HELP "
#define TYPE_BEGIN "# TYPE "
#define HEAD_LENGTH (sizeof(TYPE_BEGIN) - 1) /* of both */

enum { METRICS_MODE = 0644, ALL_WRITE = 0666, LINKS_MAX = 40 };

/* Only our own files are replaced, also empty or cut off: not a device, and not a file that somebody needs. */
static bool metrics_is_own(int fd)
{
	static const char ours[] = GAUGE_BEGIN;
	char begin[sizeof(ours) - 1];
	struct stat facts;
	ssize_t n;

	if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode))
		return false;
	n = pread(fd, begin, sizeof(begin), 0);
	return n >= 0 && memcmp(begin, ours, (size_t)n) == 0;
}

/* Sets *fd to -1 where there is no such file. */
static enum rc metrics_open(const char *path, int *fd)
{
	*fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0 && errno == ENOENT)
		return RC_OK;
	if (*fd < 0)
		return rc_fail(RC_OUTPUT, "%s is not replaced, because it cannot be read: %s; use another path", path,
			       strerror(errno));
	if (metrics_is_own(*fd))
		return RC_OK;
	close(*fd);
	return rc_fail(RC_OUTPUT, "%s is not replaced, because it is not a metrics file; use another path", path);
}

static enum rc metrics_check(const char *path)
{
	int fd;

	TRY(metrics_open(path, &fd));
	if (fd >= 0)
		close(fd);
	return RC_OK;
}

/* Where a link finally points to, whether or not there is something: the link stays a link. */
static char *metrics_target(const char *path)
{
	char *target = mem_text(path);
	char text[PATH_MAX];
	ssize_t n;

	for (int links = 0; links < LINKS_MAX && (n = readlink(target, text, sizeof(text))) > 0; links++) {
		const char *slash = strrchr(target, '/');
		size_t directory = slash && text[0] != '/' ? (size_t)(slash + 1 - target) : 0;
		AUTO_BUF next = {0};

		buf_addsv(&next, (struct sv){target, directory});
		buf_addsv(&next, (struct sv){text, (size_t)n});
		mem_free(target);
		target = mem_text(buf_text(&next));
	}
	return target;
}

static enum rc metrics_replace(const char *target, const char *suffix, const struct buf *text, mode_t mode)
{
	AUTO_BUF aside = {0};
	enum rc rc;

	buf_addf(&aside, "%s%s", target, suffix);
	TRY(metrics_check(target));
	TRY(metrics_check(buf_text(&aside))); /* a killed run may have left it */
	(void)unlink(buf_text(&aside));
	TRY(file_write_whole(buf_text(&aside), METRICS_MODE, buf_sv(text)));
	/* The umask of the run, which keeps its rows private, was applied to this file too. */
	(void)chmod(buf_text(&aside), mode);
	rc = file_rename(buf_text(&aside), target);
	if (rc != RC_OK)
		(void)unlink(buf_text(&aside));
	return rc;
}

static enum rc metrics_write_aside(const char *path, const char *suffix, mode_t mask, const struct buf *text)
{
	AUTO_FREE char *target = metrics_target(path);

	return metrics_replace(target, suffix, text, METRICS_MODE | (ALL_WRITE & ~mask));
}

enum rc metrics_file_write(const char *path, mode_t mask, const struct buf *text)
{
	return metrics_write_aside(path, ".new", mask, text);
}

static enum rc metrics_read(const char *path, struct buf *out)
{
	bool read;
	int fd;

	TRY(metrics_open(path, &fd));
	if (fd < 0)
		return RC_OK;
	read = buf_read(out, fd, METRICS_BYTES_MAX);
	close(fd);
	if (!read)
		return rc_fail(RC_OUTPUT, "%s cannot be read: %s; delete it", path, strerror(errno));
	return out->n <= METRICS_BYTES_MAX
		       ? RC_OK
		       : rc_fail(RC_OUTPUT, "%s has more than %zu bytes; delete it", path, METRICS_BYTES_MAX);
}

/* The gauge that a line is about. */
static struct sv metrics_name(struct sv line)
{
	bool is_head = line.n > HEAD_LENGTH &&
		       (memcmp(line.p, HELP_BEGIN, HEAD_LENGTH) == 0 || memcmp(line.p, TYPE_BEGIN, HEAD_LENGTH) == 0);

	return sv_until(sv_until(sv_from(line, is_head ? HEAD_LENGTH : 0), ' '), '{');
}

static bool metrics_has(struct buf *text, struct sv name)
{
	AUTO_BUF head = {0};

	buf_adds(&head, TYPE_BEGIN);
	buf_addsv(&head, name);
	buf_addc(&head, ' ');
	return strstr(buf_text(text), buf_text(&head)) != NULL;
}

/* A line without its end is left out: the file was cut off. */
static void metrics_merge(struct sv old, struct buf *text, struct buf *out)
{
	struct sv rest = old, line = sv_until(rest, '\n');

	while (line.n < rest.n) {
		if (!metrics_has(text, metrics_name(line)))
			buf_addsv(out, (struct sv){line.p, line.n + 1});
		rest = sv_from(rest, line.n + 1);
		line = sv_until(rest, '\n');
	}
	buf_addsv(out, buf_sv(text));
}

enum rc metrics_file_update(const char *path, mode_t mask, struct buf *text)
{
	AUTO_BUF old = {0}, merged = {0};

	TRY(metrics_read(path, &old));
	metrics_merge(buf_sv(&old), text, &merged);
	return metrics_write_aside(path, ".update", mask, &merged); /* a run may write its own meanwhile */
}
