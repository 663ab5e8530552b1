#include "cli/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum rc secret_file_read(const char *what, const char *path, size_t most, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum rc rc = RC_OK;

	if (fd < 0)
		return rc_fail(RC_USAGE, "cannot open %s %s: %s", what, path, strerror(errno));
	if (!buf_read(out, fd, most))
		rc = rc_fail(RC_USAGE, "cannot read %s %s: %s", what, path, strerror(errno));
	close(fd);
	return rc;
}
