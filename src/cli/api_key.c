#include "cli/api_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/sv.h"
#include "net/key.h"

static struct sv first_line_trimmed(struct sv text)
{
	const char *end = text.n ? memchr(text.p, '\n', text.n) : NULL;

	if (end)
		text.n = (size_t)(end - text.p);
	return sv_trim(text);
}

/* Makes the key of the text; `source` is for messages. */
static enum rc take_key(struct sv text, const char *source, char **key)
{
	struct sv line = first_line_trimmed(text);

	TRY(net_key_check(line, source));
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
	char text[NET_KEY_MAX + 5]; /* a byte order mark, a key and the end of its line; what is longer fills it */
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
	else if (n == sizeof(text) && !memchr(text, '\n', n))
		rc = rc_fail(RC_USAGE,
			     "the first line of %s is longer than any API key: check that it is the right file", path);
	else
		rc = take_key(sv_without_bom((struct sv){text, n}), path, key);
	mem_wipe(text, sizeof(text));
	if (rc == RC_OK)
		warn_if_open_to_others(fd, path, log);
	close(fd);
	return rc;
}

/* Not only taken from the list of variables: what stood there can be read in /proc by whoever may look at us. */
static void forget_environment(char *text)
{
	if (text)
		mem_wipe(text, strlen(text));
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
		mem_wipe(*key, strlen(*key));
	mem_free(*key);
	*key = NULL;
}
