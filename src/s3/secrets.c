/*
 * What sources have in common: their results, files, JSON documents.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/timestamp.h"
#include "json/parser.h"
#include "s3/sources.h"

void s3_secrets_release(struct s3_secrets *secrets)
{
	mem_free_secret(&secrets->id);
	mem_free_secret(&secrets->secret);
	mem_free_secret(&secrets->token);
	secrets->expires_ms = TIMESTAMP_NONE;
}

/* Anything else could end the header that it is sent in. */
static bool secrets_is_key(struct sv text, size_t most)
{
	return text.n > 0 && text.n <= most && sv_visible(text);
}

static char *secrets_copy(struct sv text)
{
	char *copy = mem_alloc(text.n + 1);

	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	return copy;
}

enum rc s3_secrets_take(struct s3_secrets *out, struct sv id, struct sv secret, struct sv token, struct sv expires)
{
	int64_t expires_ms = TIMESTAMP_NONE;

	if (!secrets_is_key(id, S3_KEY_MAX) || !secrets_is_key(secret, S3_KEY_MAX) ||
	    (token.n > 0 && !secrets_is_key(token, S3_TOKEN_MAX)))
		return rc_fail(RC_CREDENTIALS, "what is there cannot be an access key: check that it is whole, without "
					       "spaces and other characters that no key has");
	if (expires.n > 0 && !timestamp_read(expires, &expires_ms))
		return rc_fail(RC_CREDENTIALS, "the time at which they expire cannot be read");
	s3_secrets_release(out);
	out->id = secrets_copy(id);
	out->secret = secrets_copy(secret);
	out->token = token.n > 0 ? secrets_copy(token) : NULL;
	out->expires_ms = expires_ms;
	return RC_OK;
}

/* --- JSON documents */

enum { PART_ID, PART_SECRET, PART_TOKEN, PART_EXPIRES, PARTS };

struct parts {
	struct buf texts[PARTS];
	struct buf *next; /* takes the value that follows; NULL: nobody wants it */
	unsigned depth;
};

static enum rc parts_on_event(void *context, enum json_event event, struct sv text)
{
	static const struct {
		const char *name;
		int part;
	} names[] = {{"AccessKeyId", PART_ID},
		     {"SecretAccessKey", PART_SECRET},
		     {"Token", PART_TOKEN},
		     {"SessionToken", PART_TOKEN},
		     {"Expiration", PART_EXPIRES}};
	struct parts *parts = context;

	if (json_opens(event))
		parts->depth++;
	else if (json_closes(event))
		parts->depth--;
	else if (event == JSON_STRING && parts->next && parts->depth == 1)
		buf_addsv(parts->next, text);
	parts->next = NULL;
	for (size_t i = 0; event == JSON_KEY && i < sizeof(names) / sizeof(names[0]); i++)
		if (sv_is(text, names[i].name) && parts->texts[names[i].part].n == 0)
			parts->next = &parts->texts[names[i].part];
	return RC_OK;
}

enum rc s3_secrets_read(struct s3_secrets *out, struct sv document, const char *what)
{
	struct parts parts = {.next = NULL};
	enum rc rc = RC_OK;

	if (document.n > S3_FILE_MAX || json_read(document, parts_on_event, &parts) != RC_OK)
		rc = rc_fail(RC_CREDENTIALS, "%s did not give a JSON document", what);
	if (rc == RC_OK)
		rc = s3_secrets_take(out, buf_sv(&parts.texts[PART_ID]), buf_sv(&parts.texts[PART_SECRET]),
				     buf_sv(&parts.texts[PART_TOKEN]), buf_sv(&parts.texts[PART_EXPIRES]));
	for (size_t i = 0; i < PARTS; i++)
		buf_wipe(&parts.texts[i]);
	return rc;
}

/* --- Files */

enum rc s3_read_file(const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), reason;
	bool got;

	if (fd < 0)
		return rc_fail(RC_CREDENTIALS, "cannot open %s: %s", path, strerror(errno));
	got = buf_read(out, fd, S3_FILE_MAX);
	reason = errno;
	close(fd);
	if (!got)
		return rc_fail(RC_CREDENTIALS, "cannot read %s: %s", path, strerror(reason));
	if (out->n > S3_FILE_MAX)
		return rc_fail(RC_CREDENTIALS, "%s is too large to be the right file", path);
	return RC_OK;
}
