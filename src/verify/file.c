#include "verify/file.h"

#include <unistd.h>

#include "base/digest.h"
#include "base/mem.h"
#include "base/plural.h"
#include "row/reader.h"
#include "sink/gunzip.h"

struct file_check {
	struct verify *verify;
	const struct manifest_table *table;
	const struct manifest_file *file;
	struct digest digest;
	struct gunzip *gunzip;
	struct row_reader *rows;
	uint64_t bytes, inflated;
	enum rc content; /* the first difference inside the file; the hashing goes on after it */
};

/* `expected` is what the manifest says; the difference is about `row`, or 0. */
static enum rc verify_file_differ(struct file_check *check, const char *found, uint64_t row)
{
	buf_adds(&check->verify->run.difference.found, found);
	return difference_at(&check->verify->run.difference, check->file->path, row);
}

static enum rc verify_file_count(struct file_check *check, uint64_t expected, uint64_t found, const char *what)
{
	if (found == expected)
		return RC_OK;
	difference_clear(&check->verify->run.difference);
	buf_addf(&check->verify->run.difference.expected, "%llu %s%s", (unsigned long long)expected, what,
		 plural(expected));
	buf_addf(&check->verify->run.difference.found, "%llu", (unsigned long long)found);
	return verify_file_differ(check, "", 0);
}

/* What is not a row of the table becomes a difference. */
static enum rc verify_file_rows(struct file_check *check, enum rc rc)
{
	uint64_t row = row_reader_row(check->rows);

	if (rc != RC_FORMAT)
		return rc;
	buf_addf(&check->verify->run.difference.expected, "a %s of the manifest's %zu column%s in %s",
		 row ? "row" : "header", check->table->column_count, plural(check->table->column_count),
		 check->verify->run.manifest->format);
	return verify_file_differ(check, rc_text(), row);
}

/* What is not gzip becomes a difference. */
static enum rc verify_file_gzip(struct file_check *check, enum rc rc)
{
	if (rc != RC_FORMAT)
		return rc;
	buf_adds(&check->verify->run.difference.expected, "one whole gzip member");
	return verify_file_differ(check, rc_text(), 0);
}

static enum rc verify_file_on_inflated(void *context, struct sv bytes)
{
	struct file_check *check = context;

	check->inflated += bytes.n;
	if (check->inflated <= check->file->uncompressed_bytes)
		return verify_file_rows(check, row_reader_feed(check->rows, bytes));
	buf_addf(&check->verify->run.difference.expected, "%llu uncompressed byte%s",
		 (unsigned long long)check->file->uncompressed_bytes, plural(check->file->uncompressed_bytes));
	return verify_file_differ(check, "more", 0);
}

static enum rc verify_file_read(struct file_check *check, int fd)
{
	struct sv piece;

	digest_begin(&check->digest);
	do {
		TRY(run_directory_read(&check->verify->run, check->file->path, fd, &piece));
		digest_update(&check->digest, piece);
		check->bytes += piece.n;
		if (check->content == RC_OK)
			check->content = verify_file_gzip(check, gunzip_feed(check->gunzip, piece));
	} while (piece.n > 0 && check->bytes <= check->file->bytes);
	return RC_OK;
}

/* That the file was damaged after it was written says more than what the damage does to the rows. */
static enum rc verify_file_hash(struct file_check *check)
{
	struct difference *difference = &check->verify->run.difference;
	unsigned char hash[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE];

	digest_finish(&check->digest, hash);
	digest_hex(hash, hex);
	if (strcmp(hex, check->file->sha256) == 0)
		return RC_OK;
	difference_clear(difference);
	buf_adds(&difference->expected, "sha256 ");
	difference_print(&difference->expected, sv_of(check->file->sha256));
	return verify_file_differ(check, hex, 0);
}

static enum rc verify_file_content(struct file_check *check)
{
	TRY(check->content);
	TRY(verify_file_gzip(check, gunzip_finish(check->gunzip)));
	TRY(verify_file_count(check, check->file->uncompressed_bytes, check->inflated, "uncompressed byte"));
	TRY(verify_file_rows(check, row_reader_finish(check->rows)));
	return verify_file_count(check, check->file->rows, row_reader_rows(check->rows), "row");
}

static enum rc verify_file_check(struct file_check *check, int fd, uint64_t size)
{
	TRY(verify_file_count(check, check->file->bytes, size, "byte"));
	TRY(verify_file_read(check, fd));
	TRY(verify_file_count(check, check->file->bytes, check->bytes, "byte"));
	TRY(verify_file_hash(check));
	return verify_file_content(check);
}

enum rc verify_file(struct verify *verify, const struct manifest_table *table, const struct manifest_file *file)
{
	struct file_check check = {.verify = verify, .table = table, .file = file};
	AUTO_FREE const char **names = mem_zero(table->column_count + 1, sizeof(*names));
	uint64_t size;
	enum rc rc;
	int fd;

	for (size_t i = 0; i < table->column_count; i++)
		names[i] = table->columns[i].name;
	TRY(run_directory_open_file(&verify->run, file->path, &fd, &size));
	check.gunzip = gunzip_new(verify_file_on_inflated, &check);
	check.rows = row_reader_new(row_format_find(verify->run.manifest->format), names, table->column_count);
	rc = verify_file_check(&check, fd, size);
	verify->bytes += check.bytes;
	digest_release(&check.digest);
	row_reader_free(check.rows);
	gunzip_free(check.gunzip);
	close(fd);
	return rc;
}
