/*
 * The data files of a run: HEAD, and PUT if the object is not there or is another one.
 */
#include <unistd.h>

#include "base/mem.h"
#include "base/plural.h"
#include "base/span.h"
#include "push/context.h"
#include "push/session.h"

#define GZIP_TYPE "application/gzip"
#define KILOBYTE 1000

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

enum { SHORT_WAIT_MS = 1000, ESTIMATE_FROM_MS = 5000 };

/* What is held back by a store that asked to wait, or by a retry; "" if nothing is. */
static void files_add_wait(const struct push_session *session, struct buf *out)
{
	int64_t held = session->patience.held_until - patience_now(&session->patience);
	int64_t pace = patience_until_start(&session->patience);

	if (net_running(session->net) > 0 || (held < SHORT_WAIT_MS && pace < SHORT_WAIT_MS))
		return;
	buf_adds(out, held > 0 ? "the store asked to, " : "paused, ");
	span_add((uint64_t)(pace > held ? pace : held) / MS_PER_SECOND, out);
}

static struct progress_item files_item(const struct push_file *file)
{
	return (struct progress_item){.name = file->file->path,
				      .done = file->settled ? file->file->bytes : file->body.sent,
				      .total = (int64_t)file->file->bytes,
				      .stage = file->settled        ? PROGRESS_DONE
					       : file->body.fd >= 0 ? PROGRESS_UNDER_WAY
								    : PROGRESS_TO_COME};
}

/* By how long the bytes took so far; -1: nobody knows yet. */
static int64_t files_left_ms(const struct push_work *work, const struct progress_item *items)
{
	int64_t elapsed = patience_now(&work->session->patience) - work->began_at;
	uint64_t done = 0;

	for (size_t i = 0; i < work->file_count; i++)
		done += items[i].done;
	if (elapsed < ESTIMATE_FROM_MS || done == 0 || done > work->total_bytes)
		return -1;
	return (int64_t)((double)elapsed / (double)done * (double)(work->total_bytes - done));
}

static void files_show_progress(void *context)
{
	const struct push_work *work = context;
	const struct push_session *session = work->session;
	struct progress_view view = {.title = work->directory.manifest->run_id,
				     .what = "files sent",
				     .unit = "kB",
				     .scale = KILOBYTE,
				     .count = work->file_count,
				     .requests = session->requests};
	struct progress_item *items;
	AUTO_BUF waits = {0};

	if (!log_progress_due(session->app->log))
		return;
	items = mem_zero(work->file_count + 1, sizeof(*items));
	for (size_t i = 0; i < work->file_count; i++)
		items[i] = files_item(&work->files[i]);
	files_add_wait(session, &waits);
	view.items = items;
	view.waits = buf_text(&waits);
	view.left_ms = files_left_ms(work, items);
	log_progress_show(session->app->log, &view);
	mem_free(items);
}

enum rc push_files(struct push_work *work)
{
	AUTO_FREE struct push_request *requests = mem_zero(work->file_count + 1, sizeof(*requests));
	enum rc rc;

	for (size_t i = 0; i < work->file_count; i++)
		requests[i] = (struct push_request){.s3 = {.method = NET_HEAD, .key = buf_text(&work->files[i].key)},
						    .answered = files_on_head,
						    .context = &work->files[i]};
	work->began_at = patience_now(&work->session->patience);
	work->session->progress = files_show_progress;
	work->session->progress_context = work;
	rc = session_run(work->session, requests, work->file_count);
	work->session->progress = NULL;
	log_progress_end(work->session->app->log);
	return rc;
}
