/*
 * The data files of a run: HEAD, and PUT if the object is not there or is another one.
 */
#include <unistd.h>

#include "base/mem.h"
#include "base/plural.h"
#include "push/context.h"
#include "push/session.h"

#define GZIP_TYPE "application/gzip"
#define MEGABYTE UINT64_C(1000000)

static void files_settle(struct push_file *file)
{
	if (file->body.fd >= 0)
		close(file->body.fd);
	file->body.fd = -1;
	file->settled = true;
}

static bool files_are_same(const struct push_file *file, const struct push_request *request)
{
	return push_succeeded(request) && request->answer.length == (int64_t)file->file->bytes &&
	       strcmp(request->fields[FIELD_SHA256].value, file->file->sha256) == 0;
}

static enum rc files_on_put(struct push_request *request, bool *more)
{
	struct push_file *file = request->context;

	(void)more;
	if (!push_succeeded(request))
		return session_refuse(request);
	file->work->run->figures.objects++;
	file->work->run->figures.bytes += file->file->bytes;
	files_settle(file);
	return RC_OK;
}

static enum rc files_open(struct push_file *file)
{
	struct run_directory *directory = &file->work->directory;
	uint64_t size;

	file->work->session->run_is_damaged = true; /* until it has been opened */
	TRY(run_directory_open_file(directory, file->file->path, &file->body.fd, &size));
	if (size == file->file->bytes) {
		file->work->session->run_is_damaged = false;
		return RC_OK;
	}
	return rc_fail(RC_OUTPUT,
		       "%s/%s has %llu byte%s, its manifest says %llu: check the run with "
		       "`pinpoint-export verify`",
		       directory->path, file->file->path, (unsigned long long)size, plural(size),
		       (unsigned long long)file->file->bytes);
}

/* A HEAD that is refused does not say why. The PUT will. */
static enum rc files_on_head(struct push_request *request, bool *more)
{
	struct push_file *file = request->context;

	if (files_are_same(file, request)) {
		file->work->run->figures.skipped++;
		files_settle(file);
		return RC_OK;
	}
	TRY(files_open(file));
	request->s3.method = NET_PUT;
	request->s3.sha256 = file->file->sha256;
	request->s3.content_type = GZIP_TYPE;
	request->body = &file->body;
	request->answered = files_on_put;
	*more = true;
	return RC_OK;
}

static void files_show_progress(void *context)
{
	const struct push_work *work = context;
	uint64_t bytes = 0;
	size_t settled = 0;

	for (size_t i = 0; i < work->file_count; i++) {
		settled += work->files[i].settled;
		bytes += work->files[i].settled ? work->files[i].file->bytes : 0;
	}
	log_progress(work->session->app->log, "%s: %zu of %zu file%s, %llu of %llu MB, to %s",
		     work->directory.manifest->run_id, settled, work->file_count, plural(work->file_count),
		     (unsigned long long)(bytes / MEGABYTE), (unsigned long long)(work->total_bytes / MEGABYTE),
		     work->session->bucket->name);
}

enum rc push_files(struct push_work *work)
{
	AUTO_FREE struct push_request *requests = mem_zero(work->file_count + 1, sizeof(*requests));
	enum rc rc;

	for (size_t i = 0; i < work->file_count; i++)
		requests[i] = (struct push_request){.s3 = {.method = NET_HEAD, .key = buf_text(&work->files[i].key)},
						    .answered = files_on_head,
						    .context = &work->files[i]};
	work->session->progress = files_show_progress;
	work->session->progress_context = work;
	rc = session_run(work->session, requests, work->file_count);
	work->session->progress = NULL;
	log_progress_end(work->session->app->log);
	return rc;
}
