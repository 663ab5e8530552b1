#include "cli/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void secret_file_warn_if_readable(const struct secret_file *file, int fd, struct log *log)
{
	struct stat facts;

	if (fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) && (facts.st_mode & (S_IRGRP | S_IROTH)))
		log_line(log, LEVEL_WARNING, "other users can read %s %s: run chmod 600 on it", file->what, file->path);
}

enum rc secret_file_read(const struct secret_file *file, struct log *log, size_t *n)
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
	else
		secret_file_warn_if_readable(file, fd, log);
	close(fd);
	return got < 0 ? RC_USAGE : RC_OK;
}
