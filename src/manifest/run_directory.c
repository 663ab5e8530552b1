#include "manifest/run_directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "publish/names.h"
#include "sink/part_name.h"

/* --- The directory */

enum rc run_directory_open(struct run_directory *run, volatile const int *stop, const char *path)
{
	*run = (struct run_directory){.stop = stop, .path = path};
	run->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (run->directory >= 0)
		return RC_OK;
	if (errno == ENOENT || errno == ENOTDIR)
		return rc_fail(RC_USAGE, "%s is not a directory: give a run, such as output/" LATEST_NAME, path);
	return rc_fail(RC_OUTPUT, "%s cannot be opened: %s; check the disk and the permissions", path, strerror(errno));
}

void run_directory_close(struct run_directory *run)
{
	if (run->directory >= 0)
		close(run->directory);
	run->directory = -1;
	manifest_reader_free(run->reader);
	difference_release(&run->difference);
}

/* --- Its files */

static enum rc run_directory_unreadable(const struct run_directory *run, const char *name)
{
	if (errno == ENOMEM)
		mem_exhausted();
	return rc_fail(RC_OUTPUT, "%s/%s cannot be read: %s; check the disk and the permissions", run->path, name,
		       strerror(errno));
}

static enum rc run_directory_differ_in_kind(struct run_directory *run, const char *name, const char *found)
{
	buf_adds(&run->difference.expected, "a regular file");
	buf_adds(&run->difference.found, found);
	return difference_at(&run->difference, name, 0);
}

static const char *run_directory_kind_of(mode_t mode)
{
	return S_ISLNK(mode) ? "a symbolic link" : S_ISDIR(mode) ? "a directory" : "something else";
}

enum rc run_directory_open_file(struct run_directory *run, const char *name, int *fd, uint64_t *size)
{
	struct stat facts;

	if (fstatat(run->directory, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT || errno == ENAMETOOLONG
			       ? run_directory_differ_in_kind(run, name, "no such file")
			       : run_directory_unreadable(run, name);
	if (!S_ISREG(facts.st_mode))
		return run_directory_differ_in_kind(run, name, run_directory_kind_of(facts.st_mode));
	/* Do not follow links or block, in case the file was replaced meanwhile. */
	*fd = openat(run->directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0)
		return run_directory_unreadable(run, name);
	*size = (uint64_t)facts.st_size;
	return RC_OK;
}

enum rc run_directory_read(struct run_directory *run, const char *name, int fd, struct sv *piece)
{
	static char bytes[RUN_DIRECTORY_PIECE];
	ssize_t n;

	do {
		if (*run->stop)
			return rc_fail(RC_OUTPUT, "stopped while reading %s", name);
		n = read(fd, bytes, sizeof(bytes));
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return run_directory_unreadable(run, name);
	*piece = (struct sv){bytes, (size_t)n};
	return RC_OK;
}

/* Calls `each` with every name in the directory but "." and "..". */
enum rc run_directory_each(struct run_directory *run, enum rc (*each)(void *context, const char *name), void *context)
{
	int fd = openat(run->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	enum rc rc = RC_OK;

	if (!entries) {
		rc = run_directory_unreadable(run, ".");
		if (fd >= 0)
			close(fd);
		return rc;
	}
	for (errno = 0; rc == RC_OK && (entry = readdir(entries)); errno = 0)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			rc = each(context, entry->d_name);
	if (rc == RC_OK && errno)
		rc = run_directory_unreadable(run, ".");
	closedir(entries);
	return rc;
}

static enum rc run_directory_look_for_table(void *context, const char *name)
{
	const char *end = strrchr(name, '.');

	if (end && strcmp(end, PART_SUFFIX) == 0)
		*(bool *)context = true;
	return RC_OK;
}

/* A run that lost its manifest differs; a directory that never was a run is a mistake in the command. */
static enum rc run_directory_missing_manifest(struct run_directory *run)
{
	bool has_table = false;
	struct stat facts;

	TRY(run_directory_each(run, run_directory_look_for_table, &has_table));
	if (has_table)
		return run_directory_differ_in_kind(run, MANIFEST_NAME, "no such file");
	if (fstatat(run->directory, LATEST_NAME, &facts, AT_SYMLINK_NOFOLLOW) == 0)
		return rc_fail(RC_USAGE, "%s holds runs but is not one: give one of them, such as %s/" LATEST_NAME,
			       run->path, run->path);
	return rc_fail(RC_USAGE,
		       "%s is not a run, it has no " MANIFEST_NAME ": give a run, such as output/" LATEST_NAME,
		       run->path);
}

/* --- The manifest */

enum rc run_directory_manifest(struct run_directory *run)
{
	struct stat facts;
	struct sv piece = {0};
	uint64_t size;
	enum rc rc;
	int fd;

	if (fstatat(run->directory, MANIFEST_NAME, &facts, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
		return run_directory_missing_manifest(run);
	TRY(run_directory_open_file(run, MANIFEST_NAME, &fd, &size));
	run->reader = manifest_reader_new(&run->difference);
	do {
		rc = run_directory_read(run, MANIFEST_NAME, fd, &piece);
		if (rc == RC_OK)
			rc = manifest_reader_feed(run->reader, piece);
	} while (rc == RC_OK && piece.n > 0);
	close(fd);
	TRY(rc);
	return manifest_reader_finish(run->reader, &run->manifest);
}
