#include "cli/hash_key.h"

#include "cli/secret_file.h"

static enum rc hash_key_take(struct sv key, const char *path, struct token_maker *tokens)
{
	if (key.n < TOKEN_KEY_MIN)
		return rc_fail(
			RC_USAGE,
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
	AUTO_SECRET key = {0};

	*tokens = (struct token_maker){.key = NULL};
	if (!options->hash_columns)
		return RC_OK;
	TRY(secret_file_read("the hash key file", options->hash_key_file, TOKEN_KEY_MAX, &key));
	return hash_key_take(buf_sv(&key), options->hash_key_file, tokens);
}
