/*
 * Loaded before the C library (LD_PRELOAD) by tests/cli/points.py: counts every call that creates, writes, syncs,
 * renames, links, unlinks, cuts or sets the mode of something on disk, SQLite's too, and does something at one of them.
 *   POINTS_LOG  a file: each such call becomes a line "CALL BYTES NAME".
 *   POINTS_AT   "HOW N NUMBER": at the N-th call (from 1)
 *               before  the process is killed (SIGKILL) before the call, after: after it, half: a write takes half of
 *                       its bytes before the kill
 *               fail    the call fails with the errno NUMBER; a write that finds no room has written half
 *               onward  like fail, and all later calls that need room too
 *               signal  the signal NUMBER is raised before the call, which then goes on
 * Nothing is really synced: a kill of the process loses nothing that was written, and only the order matters here.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#define NEXT ((void *)-1L) /* RTLD_NEXT, which only GNU's headers name */

enum { NAME_SIZE = 4096, HOW_SIZE = 8, LINE_SIZE = NAME_SIZE + 64 };

static char how[HOW_SIZE];
static long at, passed;
static int number, record = -1;

/* The C library's own function, into a pointer to it. */
static void find(const char *name, void *function)
{
	void *found = dlsym(NEXT, name);

	if (!found)
		abort();
	memcpy(function, &found, sizeof(found));
}

static int next_open(int folder, const char *name, int flags, mode_t mode)
{
	int (*next)(int, const char *, int, ...);

	find("openat64", &next);
	return next(folder, name, flags, mode);
}

static ssize_t next_write(int fd, const void *bytes, size_t n)
{
	ssize_t (*next)(int, const void *, size_t);

	find("write", &next);
	return next(fd, bytes, n);
}

__attribute__((constructor)) static void begin(void)
{
	const char *log = getenv("POINTS_LOG"), *point = getenv("POINTS_AT");

	if (log)
		record = next_open(AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if ((log && record < 0) || (point && sscanf(point, "%7s %ld %d", how, &at, &number) != 3))
		abort();
}

static bool is(const char *wanted)
{
	return strcmp(how, wanted) == 0;
}

static void end_here(void)
{
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

static void report(const char *call, const char *name, size_t bytes)
{
	char line[LINE_SIZE];
	int n = snprintf(line, sizeof(line), "%s %zu %s\n", call, bytes, name);

	if (record >= 0 && next_write(record, line, (size_t)n) != n)
		abort();
}

static bool needs_room(const char *call)
{
	return strcmp(call, "unlink") != 0 && strcmp(call, "ftruncate") != 0;
}

/* Shall the call fail? Then errno says why. */
static bool refused(const char *call, const char *name, size_t bytes)
{
	int before = errno;

	report(call, name, bytes);
	passed++;
	if (passed == at && is("before"))
		end_here();
	if (passed == at && is("signal"))
		raise(number);
	errno = before;
	if ((passed == at && is("fail")) || (passed >= at && is("onward") && needs_room(call))) {
		errno = number;
		return true;
	}
	return false;
}

static int done(int result)
{
	if (passed == at && is("after"))
		end_here();
	return result;
}

static const char *name_of(int fd, char name[NAME_SIZE])
{
	char link[64];
	int before = errno;
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, name, NAME_SIZE - 1);
	name[n < 0 ? 0 : n] = '\0';
	errno = before;
	return name;
}

static bool refused_on(const char *call, int fd)
{
	char name[NAME_SIZE];

	return refused(call, name_of(fd, name), 0);
}

/* Pipes, sockets and terminals hold nothing that stays. */
static bool stays(int fd)
{
	struct stat facts;
	int before = errno;
	bool regular = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);

	errno = before;
	return regular;
}

/* How much of a write is let through: all of it, or what is written before the end or the failure. */
static size_t let_through(const char *call, int fd, size_t n, bool *fails)
{
	char name[NAME_SIZE];

	*fails = refused(call, name_of(fd, name), n);
	if (*fails)
		return errno == ENOSPC ? n / 2 : 0;
	return passed == at && is("half") ? n / 2 : n;
}

static ssize_t wrote(ssize_t result, bool fails, bool all)
{
	if (fails) {
		errno = number;
		return -1;
	}
	if (!all)
		end_here();
	done(0);
	return result;
}

/* Files of any size (the Makefile's _FILE_OFFSET_BITS): open() below is open64(), and so on. */

static int open_at(int folder, const char *name, int flags, mode_t mode)
{
	if (!(flags & (O_CREAT | O_TRUNC)))
		return next_open(folder, name, flags, mode);
	return refused("open", name, 0) ? -1 : done(next_open(folder, name, flags, mode));
}

int open(const char *name, int flags, ...)
{
	mode_t mode = 0;
	va_list rest;

	va_start(rest, flags);
	if (flags & O_CREAT)
		mode = va_arg(rest, mode_t);
	va_end(rest);
	return open_at(AT_FDCWD, name, flags, mode);
}

int openat(int folder, const char *name, int flags, ...)
{
	mode_t mode = 0;
	va_list rest;

	va_start(rest, flags);
	if (flags & O_CREAT)
		mode = va_arg(rest, mode_t);
	va_end(rest);
	return open_at(folder, name, flags, mode);
}

FILE *fopen(const char *name, const char *mode)
{
	FILE *(*next)(const char *, const char *);

	if (mode[0] != 'r' || strchr(mode, '+'))
		abort(); /* its writes would not be seen */
	find("fopen64", &next);
	return next(name, mode);
}

int mkstemp(char *name)
{
	int (*next)(char *);

	find("mkstemp64", &next);
	return refused("mkstemp", name, 0) ? -1 : done(next(name));
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	bool fails;
	size_t some;

	if (!stays(fd))
		return next_write(fd, bytes, n);
	some = let_through("write", fd, n, &fails);
	return wrote(some || !fails ? next_write(fd, bytes, some) : 0, fails, some == n);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t place)
{
	ssize_t (*next)(int, const void *, size_t, off_t);
	bool fails;
	size_t some = let_through("pwrite", fd, n, &fails);

	find("pwrite64", &next);
	return wrote(some || !fails ? next(fd, bytes, some, place) : 0, fails, some == n);
}

int fsync(int fd)
{
	return refused_on("fsync", fd) ? -1 : done(0);
}

int fdatasync(int fd)
{
	return refused_on("fsync", fd) ? -1 : done(0);
}

int ftruncate(int fd, off_t size)
{
	int (*next)(int, off_t);

	find("ftruncate64", &next);
	return refused_on("ftruncate", fd) ? -1 : done(next(fd, size));
}

int fchmod(int fd, mode_t mode)
{
	int (*next)(int, mode_t);

	find("fchmod", &next);
	return refused_on("fchmod", fd) ? -1 : done(next(fd, mode));
}

int fchown(int fd, uid_t user, gid_t group)
{
	int (*next)(int, uid_t, gid_t);

	find("fchown", &next);
	return refused_on("fchown", fd) ? -1 : done(next(fd, user, group));
}

int chmod(const char *name, mode_t mode)
{
	int (*next)(const char *, mode_t);

	find("chmod", &next);
	return refused("chmod", name, 0) ? -1 : done(next(name, mode));
}

int utime(const char *name, const struct utimbuf *times)
{
	int (*next)(const char *, const struct utimbuf *);

	find("utime", &next);
	return refused("utime", name, 0) ? -1 : done(next(name, times));
}

int mkdir(const char *name, mode_t mode)
{
	int (*next)(const char *, mode_t);

	find("mkdir", &next);
	return refused("mkdir", name, 0) ? -1 : done(next(name, mode));
}

int rmdir(const char *name)
{
	int (*next)(const char *);

	find("rmdir", &next);
	return refused("unlink", name, 0) ? -1 : done(next(name));
}

int rename(const char *from, const char *to)
{
	int (*next)(const char *, const char *);

	find("rename", &next);
	return refused("rename", to, 0) ? -1 : done(next(from, to));
}

int symlink(const char *target, const char *name)
{
	int (*next)(const char *, const char *);

	find("symlink", &next);
	return refused("symlink", name, 0) ? -1 : done(next(target, name));
}

int unlink(const char *name)
{
	int (*next)(const char *);

	find("unlink", &next);
	return refused("unlink", name, 0) ? -1 : done(next(name));
}

int unlinkat(int folder, const char *name, int flags)
{
	int (*next)(int, const char *, int);

	find("unlinkat", &next);
	return refused("unlink", name, 0) ? -1 : done(next(folder, name, flags));
}
