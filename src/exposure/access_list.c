#include "exposure/access_list.h"

#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/xattr.h>
#endif

#define OTHERS_BITS (S_IRWXG | S_IRWXO)

#ifdef __linux__
/* As the kernel gives it: a version, then entries of a tag, a permission (r 4, w 2, x 1) and an id, all little-endian. */
#define LIST_NAME "system.posix_acl_access"
#define LIST_MAX 65536 /* bytes, the most that the kernel gives */

enum { LIST_HEAD = 4, ENTRY_SIZE = 8, ENTRY_PERMISSION = 2, ENTRY_ID = 4 };
enum { TAG_USER = 0x02, TAG_OWN_GROUP = 0x04, TAG_GROUP = 0x08, TAG_MASK = 0x10 };

static unsigned access_list_short(const unsigned char *at)
{
	return at[0] | (unsigned)at[1] << 8;
}

static bool access_list_is_others(const unsigned char *entry)
{
	uint32_t id = access_list_short(entry + ENTRY_ID) | (uint32_t)access_list_short(entry + ENTRY_ID + 2) << 16;

	switch (access_list_short(entry)) {
	case TAG_USER:
		return id != 0 && id != geteuid();
	case TAG_OWN_GROUP:
	case TAG_GROUP:
		return true;
	default:
		return false;
	}
}

mode_t access_list_bits(const char *path, const struct stat *facts)
{
	unsigned char list[LIST_MAX];
	ssize_t size = (facts->st_mode & S_IRWXG) ? getxattr(path, LIST_NAME, list, sizeof(list)) : -1;
	unsigned allowed = 0, mask = S_IRWXO;

	if (size < LIST_HEAD)
		return facts->st_mode & OTHERS_BITS;
	for (ssize_t at = LIST_HEAD; at + ENTRY_SIZE <= size; at += ENTRY_SIZE) {
		unsigned permission = access_list_short(list + at + ENTRY_PERMISSION);

		if (access_list_short(list + at) == TAG_MASK)
			mask = permission;
		else if (access_list_is_others(list + at))
			allowed |= permission;
	}
	return (facts->st_mode & S_IRWXO) | (mode_t)((allowed & mask & S_IRWXO) << 3);
}
#else
mode_t access_list_bits(const char *path, const struct stat *facts)
{
	(void)path;
	return facts->st_mode & OTHERS_BITS;
}
#endif
