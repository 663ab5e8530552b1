/*
 * Manifests of any bytes, as verify reads them: the same result however they are split; what is taken says the same when
 * it is written and read again; and what holds together names only files of the run's own directory. A difference is told
 * with its place, both clauses, and in printable characters. An input is: a byte that chooses the pieces, then the manifest.
 */
#include "manifest/read.h"
#include "publish/names.h"
#include "fuzz/expect.h"

static enum rc read_pieces(struct sv text, size_t piece, struct difference *difference, struct buf *again)
{
	struct manifest_reader *reader = manifest_reader_new(difference);
	const struct manifest *manifest;
	enum rc rc = RC_OK;

	while (text.n && rc == RC_OK) {
		/* A copy of just these bytes, so that reading past a piece is seen. */
		AUTO_BUF copy = {0};

		buf_add(&copy, text.p, text.n < piece ? text.n : piece);
		rc = manifest_reader_feed(reader, buf_sv(&copy));
		text = sv_from(text, copy.n);
	}
	if (rc == RC_OK)
		rc = manifest_reader_finish(reader, &manifest);
	if (rc == RC_OK)
		manifest_write(manifest, again);
	manifest_reader_free(reader);
	return rc;
}

static void judge_difference(const struct difference *difference)
{
	EXPECT(sv_is(buf_sv(&difference->file), MANIFEST_NAME) && difference->row == 0);
	EXPECT(difference->expected.n > 0 && difference->found.n > 0);
	for (const char *p = rc_text(); *p; p++)
		EXPECT(*p >= 0x20 && *p < 0x7f);
}

static void judge_files(const struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->table_count; i++)
		for (size_t k = 0; k < manifest->tables[i].file_count; k++) {
			const char *path = manifest->tables[i].files[k].path;

			EXPECT(*path && !strchr(path, '/') && strcmp(path, "..") != 0 && strcmp(path, ".") != 0);
			EXPECT(strcmp(path, MANIFEST_NAME) != 0);
		}
}

/* What was written from a manifest is one that reads the same. */
static void read_written(struct sv text)
{
	struct difference difference = {0};
	struct manifest_reader *reader = manifest_reader_new(&difference);
	const struct manifest *manifest;
	AUTO_BUF again = {0};

	EXPECT(manifest_reader_feed(reader, text) == RC_OK);
	EXPECT(manifest_reader_finish(reader, &manifest) == RC_OK);
	manifest_write(manifest, &again);
	EXPECT(sv_same(buf_sv(&again), text));
	if (manifest_judge(manifest, &difference) == RC_OK)
		judge_files(manifest);
	else
		judge_difference(&difference);
	manifest_reader_free(reader);
	difference_release(&difference);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct difference one = {0}, other = {0};
	AUTO_BUF whole = {0}, split = {0};
	struct sv text;
	enum rc rc;

	if (n == 0)
		return 0;
	text = (struct sv){(const char *)bytes + 1, n - 1};
	rc = read_pieces(text, SIZE_MAX, &one, &whole);
	EXPECT(rc == RC_OK || rc == RC_DIFFERENCE);
	EXPECT(read_pieces(text, 1 + bytes[0] % 64u, &other, &split) == rc);
	if (rc == RC_DIFFERENCE)
		judge_difference(&other);
	EXPECT(sv_same(buf_sv(&whole), buf_sv(&split)));
	if (rc == RC_OK)
		read_written(buf_sv(&whole));
	difference_release(&one);
	difference_release(&other);
	return 0;
}
