/*
 * Loaded before the C library (LD_PRELOAD) by tests/cli/shim.py: makes chosen calls fail, and the clock jump.
 *   SHIM_FAULTS  "CALL ERRNO SKIP TIMES PATH;..." where ERRNO is a number, PATH is a part of the file's name;
 *                the first SKIP fitting calls are let through, then TIMES of them fail (0: all).
 *                "getaddrinfo SECONDS SKIP TIMES NAME" waits so long for the addresses of a host.
 *                "blocked SIGNAL SKIP TIMES PATH" raises the signal right before a read or write that would block.
 *   SHIM_CLOCK   "CALLS SECONDS": so many readings of the wall clock are right, all later ones off by SECONDS.
 *   SHIM_LINK    "ADDRESS PORT": a connection to port 80 of that IPv4 address leads to PORT of this machine.
 * A write that fails with ENOSPC or EDQUOT has written half before, as a disk does that fills up.
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NEXT ((void *)-1L) /* RTLD_NEXT, which only GNU's headers name */

enum { FAULTS_MAX = 8, NAME_SIZE = 4096, CALL_SIZE = 16, PART_SIZE = 64 };

struct fault {
	char call[CALL_SIZE], part[PART_SIZE];
	int reason;
	long skip, times;
};

static struct fault faults[FAULTS_MAX];
static unsigned count;
static long clock_calls = -1, clock_seconds;

__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("SHIM_FAULTS"), *clock = getenv("SHIM_CLOCK");

	for (; text && *text && count < FAULTS_MAX; text = strchr(text, ';')) {
		struct fault *fault = &faults[count++];

		text += *text == ';';
		if (sscanf(text, "%15s %d %ld %ld %63[^;]", fault->call, &fault->reason, &fault->skip, &fault->times,
			   fault->part) != 5)
			abort();
	}
	if (clock && sscanf(clock, "%ld %ld", &clock_calls, &clock_seconds) != 2)
		abort();
}

/* Files of any size (the Makefile's _FILE_OFFSET_BITS): open() below is open64(), and so on. */

/* The C library's own function, into a pointer to it. */
static void find(const char *name, void *function)
{
	void *found = dlsym(NEXT, name);

	if (!found)
		abort();
	memcpy(function, &found, sizeof(found));
}

static bool one_fails(struct fault *fault)
{
	if (fault->skip > 0) {
		fault->skip--;
		return false;
	}
	if (fault->times < 0)
		return false;
	if (fault->times > 0 && --fault->times == 0)
		fault->times = -1;
	errno = fault->reason;
	return true;
}

static bool fails(const char *call, const char *name)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(faults[i].call, call) == 0 && strstr(name, faults[i].part))
			return one_fails(&faults[i]);
	return false;
}

static bool fails_on(const char *call, int fd)
{
	char link[PART_SIZE], name[NAME_SIZE];
	ssize_t n;
	int before = errno;

	if (count == 0)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, name, sizeof(name) - 1);
	errno = before;
	name[n < 0 ? 0 : n] = '\0';
	return n > 0 && fails(call, name);
}

/* A name server that is silent: the name counts as the file's, the reason as seconds. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
	int (*next)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

	find("getaddrinfo", &next);
	if (node && fails("getaddrinfo", node))
		sleep((unsigned)errno);
	return next(node, service, hints, found);
}

int open(const char *name, int flags, ...)
{
	int (*next)(const char *, int, ...);
	mode_t mode = 0;
	va_list rest;

	va_start(rest, flags);
	if (flags & O_CREAT)
		mode = va_arg(rest, mode_t);
	va_end(rest);
	find("open64", &next);
	return fails("open", name) ? -1 : next(name, flags, mode);
}

int openat(int folder, const char *name, int flags, ...)
{
	int (*next)(int, const char *, int, ...);
	mode_t mode = 0;
	va_list rest;

	va_start(rest, flags);
	if (flags & O_CREAT)
		mode = va_arg(rest, mode_t);
	va_end(rest);
	find("openat64", &next);
	return fails("open", name) ? -1 : next(folder, name, flags, mode);
}

/* A signal that is handled before the call begins does not interrupt the call. */
static void raise_if_blocked(int fd, short event)
{
	struct pollfd ready = {.fd = fd, .events = event};

	if (count > 0 && poll(&ready, 1, 0) == 0 && fails_on("blocked", fd))
		raise(errno);
}

ssize_t read(int fd, void *bytes, size_t n)
{
	ssize_t (*next)(int, void *, size_t);

	find("read", &next);
	raise_if_blocked(fd, POLLIN);
	return fails_on("read", fd) ? -1 : next(fd, bytes, n);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	ssize_t (*next)(int, const void *, size_t);

	find("write", &next);
	raise_if_blocked(fd, POLLOUT);
	if (!fails_on("write", fd))
		return next(fd, bytes, n);
	if ((errno == ENOSPC || errno == EDQUOT) && n > 1) {
		int reason = errno;

		if (next(fd, bytes, n / 2) < 0)
			abort();
		errno = reason;
	}
	return -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	ssize_t (*next)(int, const void *, size_t, off_t);

	find("pwrite64", &next);
	return fails_on("pwrite", fd) ? -1 : next(fd, bytes, n, at);
}

int fsync(int fd)
{
	int (*next)(int);

	find("fsync", &next);
	return fails_on("fsync", fd) ? -1 : next(fd);
}

/* Locks only. The third argument is a number or a pointer, and travels the same way as a pointer. */
int fcntl(int fd, int command, ...)
{
	int (*next)(int, int, ...);
	void *argument;
	va_list rest;

	va_start(rest, command);
	argument = va_arg(rest, void *);
	va_end(rest);
	find("fcntl64", &next);
	return command == F_SETLK && fails_on("fcntl", fd) ? -1 : next(fd, command, argument);
}

int fdatasync(int fd)
{
	int (*next)(int);

	find("fdatasync", &next);
	return fails_on("fsync", fd) ? -1 : next(fd);
}

/* The descriptor is gone, whatever close() says. */
int close(int fd)
{
	int (*next)(int);
	bool failed = fails_on("close", fd);
	int reason = errno;

	find("close", &next);
	if (!failed)
		return next(fd);
	next(fd);
	errno = reason;
	return -1;
}

int rename(const char *from, const char *to)
{
	int (*next)(const char *, const char *);

	find("rename", &next);
	return fails("rename", to) ? -1 : next(from, to);
}

int lstat(const char *name, struct stat *facts)
{
	int (*next)(const char *, struct stat *);

	find("lstat64", &next);
	return fails("lstat", name) ? -1 : next(name, facts);
}

int mkdir(const char *name, mode_t mode)
{
	int (*next)(const char *, mode_t);

	find("mkdir", &next);
	return fails("mkdir", name) ? -1 : next(name, mode);
}

int symlink(const char *target, const char *name)
{
	int (*next)(const char *, const char *);

	find("symlink", &next);
	return fails("symlink", name) ? -1 : next(target, name);
}

int unlinkat(int fd, const char *name, int flags)
{
	int (*next)(int, const char *, int);

	find("unlinkat", &next);
	return fails("unlink", name) ? -1 : next(fd, name, flags);
}

int clock_gettime(clockid_t which, struct timespec *now)
{
	int (*next)(clockid_t, struct timespec *);
	int result;

	find("clock_gettime", &next);
	result = next(which, now);
	if (which != CLOCK_REALTIME || clock_calls < 0)
		return result;
	if (clock_calls > 0)
		clock_calls--;
	else
		now->tv_sec += clock_seconds;
	return result;
}

/* What is only there on Amazon's machines, such as 169.254.169.254. */
static bool is_linked(const struct sockaddr_in *to, unsigned *port)
{
	const char *text = getenv("SHIM_LINK");
	char address[INET_ADDRSTRLEN], wanted[INET_ADDRSTRLEN];

	return text && sscanf(text, "%15s %u", wanted, port) == 2 && ntohs(to->sin_port) == 80 &&
	       inet_ntop(AF_INET, &to->sin_addr, address, sizeof(address)) && strcmp(address, wanted) == 0;
}

int connect(int fd, const struct sockaddr *address, socklen_t size)
{
	int (*next)(int, const struct sockaddr *, socklen_t);
	struct sockaddr_in to;
	unsigned port;

	find("connect", &next);
	if (address->sa_family != AF_INET || size < sizeof(to))
		return next(fd, address, size);
	memcpy(&to, address, sizeof(to));
	if (!is_linked(&to, &port))
		return next(fd, address, size);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)port);
	return next(fd, (const struct sockaddr *)&to, sizeof(to));
}
