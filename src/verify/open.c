#include "verify/open.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum rc verify_unreadable(const struct verify *verify, const char *name)
{
	if (errno == ENOMEM)
		mem_exhausted();
	return rc_fail(RC_OUTPUT, "%s/%s cannot be read: %s; check the disk and the permissions", verify->path, name,
		       strerror(errno));
}

enum rc verify_differ_in_kind(struct verify *verify, const char *name, const char *found)
{
	buf_adds(&verify->difference.expected, "a regular file");
	buf_adds(&verify->difference.found, found);
	return difference_at(&verify->difference, name, 0);
}

static const char *verify_kind_of(mode_t mode)
{
	return S_ISLNK(mode) ? "a symbolic link" : S_ISDIR(mode) ? "a directory" : "something else";
}

enum rc verify_open_file(struct verify *verify, const char *name, int *fd, uint64_t *size)
{
	struct stat facts;

	if (fstatat(verify->directory, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT || errno == ENAMETOOLONG ? verify_differ_in_kind(verify, name, "no such file")
								: verify_unreadable(verify, name);
	if (!S_ISREG(facts.st_mode))
		return verify_differ_in_kind(verify, name, verify_kind_of(facts.st_mode));
	/* Do not follow links or block, in case the file was replaced meanwhile. */
	*fd = openat(verify->directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*fd < 0)
		return verify_unreadable(verify, name);
	*size = (uint64_t)facts.st_size;
	return RC_OK;
}

enum rc verify_read(struct verify *verify, const char *name, int fd, struct sv *piece)
{
	static char bytes[VERIFY_PIECE];
	ssize_t n;

	do {
		if (*verify->app->stop)
			return rc_fail(RC_OUTPUT, "stopped while reading %s", name);
		n = read(fd, bytes, sizeof(bytes));
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return verify_unreadable(verify, name);
	*piece = (struct sv){bytes, (size_t)n};
	return RC_OK;
}
