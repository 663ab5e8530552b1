#include "verify/file.h"

#include "verify/rows.h"
#include "base/digest.h"
#include "sink/gunzip.h"

#include <unistd.h>

struct file_check {
	struct verify *verify;
	const struct manifest_file *file;
	struct digest digest;
	struct gunzip *gunzip;
	struct verify_rows *rows;
	uint64_t bytes, inflated;
	enum rc content; /* what stands inside: the first difference ends it, but not the hashing */
};

static enum rc differ(struct file_check *check)
{
	return difference_at(&check->verify->difference, check->file->path, 0);
}

static enum rc differ_in_count(struct file_check *check, uint64_t expected, uint64_t found, const char *what)
{
	struct difference *difference = &check->verify->difference;

	buf_addf(&difference->expected, "%llu %s", (unsigned long long)expected, what);
	if (found > expected && found == check->inflated)
		buf_adds(&difference->found, "more");
	else
		buf_addf(&difference->found, "%llu", (unsigned long long)found);
	return differ(check);
}

static enum rc take_inflated(void *context, struct sv bytes)
{
	struct file_check *check = context;

	check->inflated += bytes.n;
	if (check->inflated > check->file->uncompressed_bytes)
		return differ_in_count(check, check->file->uncompressed_bytes, check->inflated, "uncompressed bytes");
	return verify_rows_feed(check->rows, bytes);
}

static enum rc of_gzip(struct file_check *check, enum rc rc)
{
	AUTO_BUF found = {0};

	if (rc != RC_FORMAT)
		return rc;
	buf_adds(&found, rc_text());
	buf_adds(&check->verify->difference.expected, "one whole gzip member");
	buf_addsv(&check->verify->difference.found, buf_sv(&found));
	return differ(check);
}

static enum rc finish_content(struct file_check *check)
{
	TRY(of_gzip(check, gunzip_finish(check->gunzip)));
	if (check->inflated != check->file->uncompressed_bytes)
		return differ_in_count(check, check->file->uncompressed_bytes, check->inflated, "uncompressed bytes");
	return verify_rows_finish(check->rows);
}

static enum rc read_through(struct file_check *check, int fd)
{
	struct sv piece;

	digest_begin(&check->digest);
	do {
		TRY(verify_read(check->verify, check->file->path, fd, &piece));
		digest_update(&check->digest, piece);
		check->bytes += piece.n;
		if (check->content == RC_OK)
			check->content = of_gzip(check, gunzip_feed(check->gunzip, piece));
	} while (piece.n > 0 && check->bytes <= check->file->bytes);
	return RC_OK;
}

/* Damage after the file was written says more than what it does to the rows, so that is told first. */
static enum rc judge_hash(struct file_check *check)
{
	struct difference *difference = &check->verify->difference;
	unsigned char hash[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE];

	digest_finish(&check->digest, hash);
	digest_hex(hash, hex);
	if (strcmp(hex, check->file->sha256) == 0)
		return RC_OK;
	difference_clear(difference);
	buf_addf(&difference->expected, "sha256 %s", check->file->sha256);
	buf_adds(&difference->found, hex);
	return differ(check);
}

static enum rc judge_size(struct file_check *check, uint64_t bytes)
{
	if (bytes == check->file->bytes)
		return RC_OK;
	difference_clear(&check->verify->difference);
	return differ_in_count(check, check->file->bytes, bytes, "bytes");
}

static enum rc check_content(struct file_check *check, int fd, uint64_t size)
{
	TRY(judge_size(check, size));
	TRY(read_through(check, fd));
	TRY(judge_size(check, check->bytes));
	TRY(judge_hash(check));
	TRY(check->content);
	return finish_content(check);
}

enum rc verify_file(struct verify *verify, const struct manifest_table *table, const struct manifest_file *file)
{
	struct file_check check = {.verify = verify, .file = file};
	uint64_t size;
	enum rc rc;
	int fd;

	TRY(verify_open_file(verify, file->path, &fd, &size));
	check.gunzip = gunzip_new(take_inflated, &check);
	check.rows = verify_rows_new(verify->manifest->format, table, file, &verify->difference);
	rc = check_content(&check, fd, size);
	verify->bytes += check.bytes;
	digest_release(&check.digest);
	verify_rows_free(check.rows);
	gunzip_free(check.gunzip);
	close(fd);
	return rc;
}
