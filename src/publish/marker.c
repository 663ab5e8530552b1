#include "publish/marker.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "sink/file.h"

#define MARKER_MODE 0600

static char *marker_path(const struct directory *directory, const char *run)
{
	AUTO_BUF path = {0};

	buf_addf(&path, "%s/%s" MARKER_SUFFIX, directory->state, run);
	return mem_text(buf_text(&path));
}

enum rc marker_write(const struct directory *directory, const char *run, const char *state)
{
	AUTO_FREE char *path = marker_path(directory, run);
	AUTO_BUF text = {0};

	buf_addf(&text, "%s\n", state);
	if (text.n > MARKER_PATH_MAX)
		return rc_fail(RC_OUTPUT, "the path of the state is too long: name a shorter one with --state");
	return file_write_whole(path, MARKER_MODE, buf_sv(&text));
}

enum rc marker_read(const struct directory *directory, const char *run, char **state)
{
	AUTO_FREE char *path = marker_path(directory, run);
	char text[MARKER_PATH_MAX + 1];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	*state = NULL;
	if (fd < 0 && errno == ENOENT)
		return RC_OK;
	n = fd < 0 ? -1 : read(fd, text, MARKER_PATH_MAX);
	if (n < 0)
		rc_fail(RC_OUTPUT, "%s cannot be read: %s; make it readable and run again", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return RC_OUTPUT;
	text[n > 0 && text[n - 1] == '\n' ? n - 1 : 0] = '\0';
	*state = mem_text(text);
	return RC_OK;
}

void marker_remove(const struct directory *directory, const char *run)
{
	AUTO_FREE char *path = marker_path(directory, run);

	(void)unlink(path);
}

bool marker_is(struct sv entry, char run[RUN_NAME_SIZE])
{
	static const size_t suffix = sizeof(MARKER_SUFFIX) - 1;
	int64_t ms;

	if (entry.n <= suffix || memcmp(entry.p + entry.n - suffix, MARKER_SUFFIX, suffix) != 0)
		return false;
	if (!timestamp_read_run_name((struct sv){entry.p, entry.n - suffix}, &ms))
		return false;
	timestamp_run_name(ms, run);
	return true;
}
