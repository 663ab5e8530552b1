#include "state/stored_hash.h"

#include <string.h>

static const unsigned char unknown[STATE_GROUP_SIZE];

static size_t stored_hash_group_at(unsigned group)
{
	return STATE_HASH_SIZE + (size_t)group * STATE_GROUP_SIZE;
}

static bool stored_hash_is_lost(const struct state_hash *hash, unsigned group)
{
	return hash->lost >> group & 1;
}

bool stored_hash_is(const struct stored_row *row, const struct state_hash *hash)
{
	if (row->hash_size != stored_hash_group_at(hash->group_count) ||
	    memcmp(row->hash, hash->base, STATE_HASH_SIZE) != 0)
		return false;
	for (unsigned i = 0; i < hash->group_count; i++)
		if (!stored_hash_is_lost(hash, i) &&
		    memcmp(row->hash + stored_hash_group_at(i), hash->groups[i], STATE_GROUP_SIZE) != 0)
			return false;
	return true;
}

void stored_hash_set(struct stored_row *row, const struct state_hash *hash)
{
	row->hash_size = stored_hash_group_at(hash->group_count);
	memcpy(row->hash, hash->base, STATE_HASH_SIZE);
	for (unsigned i = 0; i < hash->group_count; i++)
		memcpy(row->hash + stored_hash_group_at(i), stored_hash_is_lost(hash, i) ? unknown : hash->groups[i],
		       STATE_GROUP_SIZE);
}

bool stored_hash_forget_lost(struct stored_row *row, const struct state_hash *hash)
{
	bool forgot = false;

	for (unsigned i = 0; i < hash->group_count; i++) {
		unsigned char *group = row->hash + stored_hash_group_at(i);

		if (!stored_hash_is_lost(hash, i) || memcmp(group, unknown, STATE_GROUP_SIZE) == 0)
			continue;
		memset(group, 0, STATE_GROUP_SIZE);
		forgot = true;
	}
	return forgot;
}
