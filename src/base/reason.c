#include "base/reason.h"

#include <errno.h>
#include <stddef.h>

static const struct {
	int reason;
	const char *advice;
} reasons[] = {
	{ENOSPC, REASON_NO_SPACE},
	{EDQUOT, "free some space or raise the quota, and run again"},
	{EFBIG, "choose a smaller file size"},
	{EACCES, "check who may write there"},
	{EPERM, "check who may write there"},
	{EROFS, "choose a directory that can be written to"},
	{EEXIST, "remove it or choose another name"},
	{EISDIR, "move that directory away"},
	{EXDEV, "both must be on one file system, so .state must not be a link or a mount point"},
	{ENOENT, "check that the directory exists"},
	{ENOTDIR, "check that each part of the path is a directory"},
	{EMFILE, "raise the limit of open files (ulimit -n)"},
	{ENFILE, "raise the system's limit of open files"},
};

const char *reason_advice(int reason)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].reason == reason)
			return reasons[i].advice;
	return "check the disk and run again";
}
