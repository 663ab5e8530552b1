#include "cli/api_key.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sv.h"
#include "cli/secret_file.h"
#include "net/key.h"

#define API_KEY_FILE_MAX (NET_KEY_MAX + 4) /* a byte order mark, a key and the end of its line */

/* Copies the first line of the text; `source` is for messages. */
static enum rc api_key_take(struct sv text, const char *source, char **key)
{
	struct sv line = sv_trim(sv_until(text, '\n'));

	TRY(net_key_check(line, source));
	*key = mem_alloc(line.n + 1);
	memcpy(*key, line.p, line.n);
	(*key)[line.n] = '\0';
	return RC_OK;
}

static enum rc api_key_read_file(const char *path, char **key)
{
	AUTO_SECRET text = {0};

	TRY(secret_file_read("the API key file", path, API_KEY_FILE_MAX, &text));
	if (text.n > API_KEY_FILE_MAX && !memchr(text.p, '\n', text.n))
		return rc_fail(RC_USAGE,
			       "the first line of %s is longer than any API key: check that it is the right file",
			       path);
	return api_key_take(sv_without_bom(buf_sv(&text)), path, key);
}

/* Wiped as well as unset, because /proc shows the first environment of a process. */
void api_key_forget(const char *variable)
{
	char *text = getenv(variable);

	if (text)
		mem_wipe(text, strlen(text));
	unsetenv(variable);
}

enum rc api_key_read(const char *file, char **key)
{
	char *text = getenv(API_KEY_ENVIRONMENT);
	enum rc rc;

	*key = NULL;
	if (file)
		rc = api_key_read_file(file, key);
	else if (text && *text)
		rc = api_key_take(sv_of(text), API_KEY_ENVIRONMENT, key);
	else
		rc = rc_fail(RC_USAGE, "no API key given: put it into a file and use --api-key-file FILE, or "
				       "set " API_KEY_ENVIRONMENT);
	api_key_forget(API_KEY_ENVIRONMENT);
	return rc;
}
