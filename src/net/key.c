#include "net/key.h"

enum rc net_key_check(struct sv key, const char *source)
{
	if (key.n == 0)
		return rc_fail(RC_USAGE, "%s holds no API key", source);
	if (key.n > NET_KEY_MAX)
		return rc_fail(RC_USAGE,
			       "the API key in %s is longer than %d characters: check that it is the right one", source,
			       NET_KEY_MAX);
	if (!sv_visible(key))
		return rc_fail(RC_USAGE,
			       "the API key in %s contains a space or another character that no key has: "
			       "check that it is the right one",
			       source);
	return RC_OK;
}
