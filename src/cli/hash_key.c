#include "cli/hash_key.h"

#include "base/mem.h"
#include "cli/secret_file.h"

static enum rc hash_key_take(struct sv key, const char *path, struct token_maker *tokens)
{
	if (key.n < TOKEN_KEY_MIN)
		return rc_fail(RC_USAGE,
			       "the hash key file %s has %zu bytes, but a key needs %d: make one with `openssl rand -out "
			       "FILE 32`",
			       path, key.n, TOKEN_KEY_MIN);
	if (key.n > TOKEN_KEY_MAX)
		return rc_fail(RC_USAGE,
			       "the hash key file %s is longer than %d bytes: check that it is the right file", path,
			       TOKEN_KEY_MAX);
	return token_open(tokens, key);
}

enum rc hash_key_open(const struct options *options, struct token_maker *tokens)
{
	const char *path = options->hash_key_file;
	char bytes[TOKEN_KEY_MAX + 1];
	size_t n;
	enum rc rc;

	*tokens = (struct token_maker){.key = NULL};
	if (!options->hash_columns)
		return RC_OK;
	rc = secret_file_read(&(struct secret_file){"the hash key file", path, bytes, sizeof(bytes)}, &n);
	if (rc == RC_OK)
		rc = hash_key_take((struct sv){bytes, n}, path, tokens);
	mem_wipe(bytes, sizeof(bytes));
	return rc;
}
