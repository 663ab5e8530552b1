#include "cli/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum rc secret_file_read(const struct secret_file *file, size_t *n)
{
	ssize_t got;
	int fd = open(file->path, O_RDONLY | O_CLOEXEC);

	*n = 0;
	if (fd < 0)
		return rc_fail(RC_USAGE, "cannot open %s %s: %s", file->what, file->path, strerror(errno));
	do {
		got = read(fd, file->bytes + *n, file->size - *n);
		if (got > 0)
			*n += (size_t)got;
	} while (*n < file->size && got > 0); /* a signal asks the run to end, so it ends this loop too */
	if (got < 0)
		rc_fail(RC_USAGE, "cannot read %s %s: %s", file->what, file->path, strerror(errno));
	close(fd);
	return got < 0 ? RC_USAGE : RC_OK;
}
