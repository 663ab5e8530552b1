#include "sink/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/reason.h"

enum {
	REASON_SIZE = 128,
	WRITE_PIECE = 1 << 30, /* a single write() takes at most about 2 GiB on Linux */
	TREE_DEPTH_MAX = 32,   /* of what file_remove_tree() removes */
};

/* Fails with what could not be done with `path`, and the system's reason in errno. */
static enum rc file_fail(const char *what, const char *path)
{
	int reason = errno;
	char text[REASON_SIZE];

	if (reason == ENOMEM)
		mem_exhausted();
	if (reason == EPIPE)
		return rc_fail(RC_PIPE, "cannot %s %s: its reader closed it", what, path);
	if (strerror_r(reason, text, sizeof(text)) != 0)
		snprintf(text, sizeof(text), "error %d", reason);
	return rc_fail(RC_OUTPUT, "cannot %s %s: %s; %s", what, path, text, reason_advice(reason));
}

/* Sinks. */

struct file_sink {
	struct sink base;
	int fd; /* -1 once closed */
	const char *name;
	char *path;   /* owns what `name` points to; NULL for a descriptor */
	size_t piece; /* the most that is written at once */
};

/*
 * Whether to try the failed write again. A reader that has stopped reading could block the program forever. So a signal ends
 * the wait for a reader: signals are caught only to end the run. A write to a file never blocks for long.
 */
static bool file_may_retry(const struct file_sink *file)
{
	struct pollfd ready = {.fd = file->fd, .events = POLLOUT};

	if (errno == EINTR)
		return file->path != NULL;
	return errno == EAGAIN && poll(&ready, 1, -1) >= 0;
}

static enum rc file_write(struct sink *sink, struct sv bytes)
{
	struct file_sink *file = (struct file_sink *)sink;

	if (file->fd < 0)
		return rc_fail(RC_INTERNAL, "%s was written to after its end; this is a defect, please report it",
			       file->name);
	while (bytes.n > 0) {
		ssize_t n = write(file->fd, bytes.p, bytes.n < file->piece ? bytes.n : file->piece);

		if (n >= 0)
			bytes = sv_from(bytes, (size_t)n);
		else if (!file_may_retry(file))
			return file_fail("write to", file->name);
	}
	return RC_OK;
}

static int file_sync(int fd)
{
	int result;

	do
		result = fsync(fd);
	while (result != 0 && errno == EINTR);
	return result;
}

/* Some file systems report a full disk only here. A descriptor is not ours to close. */
static enum rc file_close(struct sink *sink)
{
	struct file_sink *file = (struct file_sink *)sink;
	int fd = file->fd;

	if (!file->path)
		return RC_OK;
	file->fd = -1;
	if (file_sync(fd) != 0) {
		enum rc rc = file_fail("sync", file->name);

		close(fd);
		return rc;
	}
	if (close(fd) != 0 && errno != EINTR)
		return file_fail("close", file->name);
	return RC_OK;
}

static void file_free(struct sink *sink)
{
	struct file_sink *file = (struct file_sink *)sink;

	if (file->path && file->fd >= 0)
		close(file->fd);
	mem_free(file->path);
	mem_free(file);
}

static const struct sink_type file_type = {.write = file_write, .close = file_close, .free = file_free};

enum rc file_sink_new(const char *path, mode_t mode, struct sink **out)
{
	struct file_sink *file;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	*out = NULL;
	if (fd < 0)
		return file_fail("create", path);
	file = mem_zero(1, sizeof(*file));
	*file = (struct file_sink){.base = {.type = &file_type},
				   .fd = fd,
				   .path = mem_text(path),
				   .piece = WRITE_PIECE};
	file->name = file->path;
	*out = &file->base;
	return RC_OK;
}

struct sink *file_sink_for_descriptor(int fd, const char *name)
{
	struct file_sink *file = mem_zero(1, sizeof(*file));
	struct stat status;
	bool regular = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);

	*file = (struct file_sink){.base = {.type = &file_type}, .fd = fd, .name = name};
	/* A pipe takes this much whole or not at all: a signal in a larger write would give a short write and no error. */
	file->piece = regular ? WRITE_PIECE : PIPE_BUF;
	return &file->base;
}

/* Steps around files. */

char *file_path(const char *directory, const char *name)
{
	AUTO_BUF path = {0};

	buf_addf(&path, "%s/%s", directory, name);
	return mem_text(buf_text(&path));
}

/* 0, or the system's reason. */
static int file_sync_reason(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int reason = 0;

	if (fd < 0)
		return errno;
	if (file_sync(fd) != 0)
		reason = errno;
	close(fd);
	return reason;
}

static enum rc file_fail_to_sync(int reason, const char *path)
{
	errno = reason;
	return file_fail("sync the directory", path);
}

enum rc file_sync_directory(const char *path)
{
	int reason = file_sync_reason(path);

	return reason == 0 ? RC_OK : file_fail_to_sync(reason, path);
}

enum rc file_try_sync_directory(const char *path, bool *can)
{
	int reason = file_sync_reason(path);

	*can = reason == 0;
	/* POSIX lets a file system refuse this, and network file systems do so in several ways. ENOTSUP is EOPNOTSUPP here. */
	if (*can || reason == EINVAL || reason == ENOTSUP || reason == ENOTTY || reason == EIO)
		return RC_OK;
	return file_fail_to_sync(reason, path);
}

enum rc file_rename(const char *from, const char *to)
{
	if (rename(from, to) != 0)
		return rc_context(file_fail("rename to", to), "%s", from);
	return RC_OK;
}

enum rc file_swap_link(const char *target, const char *fresh, const char *link)
{
	if (symlink(target, fresh) != 0)
		return file_fail("create the link", fresh);
	if (rename(fresh, link) != 0) {
		enum rc rc = file_fail("replace the link", link);

		unlink(fresh);
		return rc;
	}
	return RC_OK;
}

enum rc file_write_whole(const char *path, mode_t mode, struct sv bytes)
{
	struct sink *file;
	enum rc rc;

	TRY(file_sink_new(path, mode, &file));
	rc = sink_write(file, bytes);
	if (rc == RC_OK)
		rc = sink_close(file);
	sink_free(file);
	if (rc != RC_OK)
		unlink(path);
	return rc;
}

enum rc file_make_directory(const char *path, mode_t mode)
{
	struct stat status;

	if (mkdir(path, mode) == 0)
		return RC_OK;
	if (errno != EEXIST)
		return file_fail("create the directory", path);
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return RC_OK;
	return rc_fail(RC_OUTPUT, "cannot create the directory %s: something else has this name; choose another", path);
}

bool file_exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 || errno != ENOENT;
}

static bool file_is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

enum rc file_each_entry(const char *path, enum rc (*each)(void *context, const char *name), void *context)
{
	DIR *entries = opendir(path);
	const struct dirent *entry;
	enum rc rc = RC_OK;

	if (!entries)
		return file_fail("list", path);
	for (errno = 0; rc == RC_OK && (entry = readdir(entries)); errno = 0)
		if (!file_is_dots(entry->d_name))
			rc = each(context, entry->d_name);
	if (rc == RC_OK && errno)
		rc = file_fail("list", path);
	closedir(entries);
	return rc;
}

static enum rc file_remove_entry(int parent, const char *name, const char *root, unsigned depth);

static enum rc file_remove_contents(int parent, const char *name, const char *root, unsigned depth)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	enum rc rc = RC_OK;

	if (!directory) {
		rc = file_fail("remove", root);
		if (fd >= 0)
			close(fd);
		return rc;
	}
	while (rc == RC_OK && (entry = readdir(directory)))
		if (!file_is_dots(entry->d_name))
			rc = file_remove_entry(fd, entry->d_name, root, depth + 1);
	closedir(directory);
	return rc;
}

/* By descriptor, so that nobody can replace part of the path by a link. `root` is for messages. */
static enum rc file_remove_entry(int parent, const char *name, const char *root, unsigned depth)
{
	if (depth > TREE_DEPTH_MAX)
		return rc_fail(RC_OUTPUT,
			       "cannot remove %s: it is nested deeper than anything that this program creates; inspect "
			       "it by hand",
			       root);
	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return RC_OK;
	if (errno != EISDIR && errno != EPERM) /* the answers for a directory on Linux and of POSIX */
		return file_fail("remove", root);
	TRY(file_remove_contents(parent, name, root, depth));
	if (unlinkat(parent, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
		return file_fail("remove", root);
	return RC_OK;
}

enum rc file_remove_tree(const char *path)
{
	return file_remove_entry(AT_FDCWD, path, path, 0);
}
