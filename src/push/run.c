#include "push/run.h"

#include <unistd.h>

#include "base/mem.h"
#include "base/plural.h"
#include "publish/names.h"
#include "push/context.h"

/* A manifest that is not what it should be: the run cannot be pushed until somebody has looked at it. */
static enum rc run_is_damaged(const struct push_work *work, enum rc rc)
{
	if (rc != RC_DIFFERENCE)
		return rc;
	return rc_context(RC_OUTPUT, "%s cannot be pushed, check it with `pinpoint-export verify`",
			  work->directory.path);
}

static enum rc run_read_manifest(struct push_work *work)
{
	struct sv piece = {0};
	uint64_t size;
	enum rc rc;
	int fd;

	TRY(run_is_damaged(work, run_directory_open_file(&work->directory, MANIFEST_NAME, &fd, &size)));
	do {
		rc = run_directory_read(&work->directory, MANIFEST_NAME, fd, &piece);
		buf_addsv(&work->manifest, rc == RC_OK ? piece : SV(""));
	} while (rc == RC_OK && piece.n > 0 && work->manifest.n <= MANIFEST_BYTES_MAX);
	close(fd);
	digest_of(buf_sv(&work->manifest), work->manifest_sha256);
	return rc;
}

/* It goes into a header. */
static bool run_is_sha256(const char *text)
{
	struct sv hash = sv_of(text);

	for (size_t i = 0; i < hash.n; i++)
		if (ascii_hex_digit(hash.p[i]) < 0 || hash.p[i] != ascii_lower(hash.p[i]))
			return false;
	return hash.n == SHA256_HEX_SIZE - 1;
}

static enum rc run_add_file(struct push_work *work, const struct manifest_file *file)
{
	struct push_file *added = &work->files[work->file_count++];

	*added = (struct push_file){.work = work, .file = file, .body = {.fd = -1, .size = file->bytes}};
	buf_addf(&added->key, "%s/%s", work->directory.manifest->run_id, file->path);
	work->total_bytes += file->bytes;
	if (!run_is_sha256(file->sha256))
		return rc_fail(RC_OUTPUT,
			       "%s/" MANIFEST_NAME ": the sha256 of %s is not a SHA-256: check the run with "
			       "`pinpoint-export verify`",
			       work->directory.path, file->path);
	if (file->bytes > S3_OBJECT_MAX)
		return rc_fail(RC_USAGE,
			       "%s/%s has more than 5 GiB, which no store takes in one piece: export with a smaller "
			       "--max-file-size",
			       work->directory.path, file->path);
	return RC_OK;
}

static enum rc run_list_files(struct push_work *work)
{
	const struct manifest *manifest = work->directory.manifest;
	size_t count = 0;

	for (size_t i = 0; i < manifest->table_count; i++)
		count += manifest->tables[i].file_count;
	work->files = mem_zero(count + 1, sizeof(*work->files));
	for (size_t i = 0; i < manifest->table_count; i++)
		for (size_t k = 0; k < manifest->tables[i].file_count; k++)
			TRY(run_add_file(work, &manifest->tables[i].files[k]));
	return RC_OK;
}

static enum rc run_check_account(const struct push_work *work)
{
	const char *found = work->directory.manifest->account, *expected = work->run->account;

	if (!expected || strcmp(found, expected) == 0)
		return RC_OK;
	return rc_fail(RC_USAGE, "%s is a run of another account than %s: give its own --output, or --account",
		       work->directory.path, expected);
}

static enum rc run_read(struct push_work *work)
{
	TRY(run_is_damaged(work, run_directory_manifest(&work->directory)));
	TRY(run_read_manifest(work));
	TRY(run_check_account(work));
	(void)timestamp_read_run_name(sv_of(work->directory.manifest->run_id), &work->run->run_ms);
	buf_addf(&work->manifest_key, "%s/" MANIFEST_NAME, work->directory.manifest->run_id);
	return run_list_files(work);
}

static void run_announce(const struct push_work *work, const struct push_figures *before)
{
	const struct push_figures *figures = &work->run->figures;
	uint64_t objects = figures->objects - before->objects, skipped = figures->skipped - before->skipped;

	log_line(work->session->app->log, LEVEL_INFO, "%s: %llu object%s, %llu byte%s pushed to %s, %llu there already",
		 work->directory.manifest->run_id, (unsigned long long)objects, plural(objects),
		 (unsigned long long)(figures->bytes - before->bytes), plural(figures->bytes - before->bytes),
		 work->session->bucket->name, (unsigned long long)skipped);
}

/* The order is what makes a push safe: nobody sees a run before its manifest, and then all of it is there. */
static enum rc run_push(struct push_work *work)
{
	struct push_figures before = work->run->figures;

	work->session->run_is_damaged = true; /* until it has been read */
	TRY(run_read(work));
	work->session->run_is_damaged = false;
	TRY(push_manifest_look(work));
	if (work->there == THERE_SAME) {
		work->run->figures.skipped += work->file_count + 1;
	} else {
		TRY(run_is_damaged(work, push_files(work)));
		TRY(push_manifest(work));
	}
	if (work->directory.manifest->complete)
		TRY(push_latest(work));
	run_announce(work, &before);
	return RC_OK;
}

static void run_release(struct push_work *work)
{
	for (size_t i = 0; i < work->file_count; i++) {
		if (work->files[i].body.fd >= 0)
			close(work->files[i].body.fd);
		buf_release(&work->files[i].key);
	}
	mem_free(work->files);
	buf_release(&work->manifest);
	buf_release(&work->manifest_key);
	run_directory_close(&work->directory);
}

enum rc push_run(struct push_run *run)
{
	struct push_work work = {.run = run, .session = run->session};
	enum rc rc = run_directory_open(&work.directory, run->session->app->stop, run->path);

	if (rc == RC_OK)
		rc = run_push(&work);
	run_release(&work);
	return rc;
}
