#include "cli/api_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/sv.h"

/* Volatile, so that the compiler does not drop stores to memory that nobody reads again. */
static void wipe(char *bytes, size_t n)
{
	volatile char *p = bytes;

	while (n--)
		*p++ = 0;
}

static struct sv first_line_trimmed(struct sv text)
{
	const char *end = text.n ? memchr(text.p, '\n', text.n) : NULL;

	if (end)
		text.n = (size_t)(end - text.p);
	while (text.n && ascii_is_space(text.p[0]))
		text = sv_from(text, 1);
	while (text.n && ascii_is_space(text.p[text.n - 1]))
		text.n--;
	return text;
}

/* Makes the key of the text; `source` is for messages. */
static enum rc take_key(struct sv text, const char *source, char **key)
{
	struct sv line = first_line_trimmed(text);

	if (line.n == 0)
		return rc_fail(RC_USAGE, "%s holds no API key", source);
	if (line.n > API_KEY_MAX)
		return rc_fail(RC_USAGE, "the API key in %s is longer than %d bytes: is it the right one?", source,
			       API_KEY_MAX);
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] < 0x20 || line.p[i] > 0x7e)
			return rc_fail(RC_USAGE, "the API key in %s holds something that is not printable ASCII",
				       source);
	*key = mem_alloc(line.n + 1);
	memcpy(*key, line.p, line.n);
	(*key)[line.n] = '\0';
	return RC_OK;
}

static void warn_if_open_to_others(int fd, const char *path, struct log *log)
{
	struct stat facts;

	if (fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) && (facts.st_mode & (S_IRGRP | S_IROTH)))
		log_line(log, LEVEL_WARNING, "others on this machine can read the API key in %s: chmod 600 it", path);
}

static enum rc read_key_file(const char *path, struct log *log, char **key)
{
	char text[API_KEY_MAX + 2]; /* one more than allowed, so that a longer line shows */
	size_t n = 0;
	ssize_t got;
	enum rc rc;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return rc_fail(RC_USAGE, "the API key file %s cannot be opened: %s", path, strerror(errno));
	do {
		got = read(fd, text + n, sizeof(text) - n);
		if (got > 0)
			n += (size_t)got;
	} while (n < sizeof(text) && got > 0); /* a signal, which asks to end, ends it too */
	if (got < 0)
		rc = rc_fail(RC_USAGE, "the API key file %s cannot be read: %s", path, strerror(errno));
	else
		rc = take_key((struct sv){text, n}, path, key);
	wipe(text, sizeof(text));
	if (rc == RC_OK)
		warn_if_open_to_others(fd, path, log);
	close(fd);
	return rc;
}

/* Not only taken from the list of variables: what stood there can be read in /proc by whoever may look at us. */
static void forget_environment(char *text)
{
	if (text)
		wipe(text, strlen(text));
	unsetenv(API_KEY_ENVIRONMENT);
}

enum rc api_key_read(const char *file, struct log *log, char **key)
{
	char *text = getenv(API_KEY_ENVIRONMENT);
	enum rc rc;

	*key = NULL;
	if (file)
		rc = read_key_file(file, log, key);
	else if (text && *text)
		rc = take_key(sv_of(text), API_KEY_ENVIRONMENT, key);
	else
		rc = rc_fail(RC_USAGE, "there is no API key: put it into a file and give --api-key-file FILE, or "
				       "set " API_KEY_ENVIRONMENT);
	forget_environment(text);
	return rc;
}

void api_key_release(char **key)
{
	if (*key)
		wipe(*key, strlen(*key));
	mem_free(*key);
	*key = NULL;
}
