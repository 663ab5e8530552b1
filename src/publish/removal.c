#include "publish/removal.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/timestamp.h"
#include "sink/file.h"

#define REMOVAL_SUFFIX ".gone"

static bool removal_is(struct sv entry)
{
	static const size_t suffix = sizeof(REMOVAL_SUFFIX) - 1;
	int64_t ms;

	return entry.n > suffix && sv_is(sv_from(entry, entry.n - suffix), REMOVAL_SUFFIX) &&
	       timestamp_read_run_name((struct sv){entry.p, entry.n - suffix}, &ms);
}

enum rc removal_finish(const struct directory *directory, const char *entry)
{
	AUTO_FREE char *path = file_path(directory->state, entry);

	return removal_is(sv_of(entry)) ? file_remove_tree(path) : RC_OK;
}

struct removal {
	const struct directory *directory;
};

static enum rc removal_see_entry(void *context, const char *entry)
{
	return removal_finish(((const struct removal *)context)->directory, entry);
}

enum rc removal_finish_all(const struct directory *directory)
{
	struct removal removal = {directory};

	return file_each_entry(directory->state, removal_see_entry, &removal);
}

enum rc removal_run(const struct directory *directory, const char *run)
{
	AUTO_FREE char *published = file_path(directory->path, run);
	AUTO_FREE char *gone = NULL;
	AUTO_BUF name = {0};

	buf_addf(&name, "%s" REMOVAL_SUFFIX, run);
	gone = file_path(directory->state, buf_text(&name));
	TRY(file_rename(published, gone));
	/* Otherwise a power cut could bring the run back with a part of its files. */
	TRY(directory_sync(directory, directory->path));
	TRY(directory_sync(directory, directory->state));
	return file_remove_tree(gone);
}
