/*
 * Manifests of any bytes, as verify reads them: the same result however they are split, and each file that is accepted is in
 * the run's own directory. A difference has a place, both clauses, and printable characters only. An input is a byte that
 * chooses the pieces, then the manifest.
 */
#include "fuzz/expect.h"
#include "manifest/read.h"
#include "publish/names.h"

static void expect_files(const struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->table_count; i++)
		for (size_t k = 0; k < manifest->tables[i].file_count; k++) {
			const char *path = manifest->tables[i].files[k].path;

			EXPECT(*path && *path != '.' && !strchr(path, '/') && strcmp(path, MANIFEST_NAME) != 0);
			for (; *path; path++)
				EXPECT(*path > 0x20 && *path < 0x7f);
		}
}

/* All that was read, as text. */
static void add_read(const struct manifest *manifest, struct buf *out)
{
	buf_addf(out, "%s %s %s\n", manifest->run_id, manifest->account, manifest->format);
	for (size_t i = 0; i < manifest->table_count; i++) {
		const struct manifest_table *table = &manifest->tables[i];

		buf_addf(out, "%s %llu\n", table->name, (unsigned long long)table->rows.written);
		for (size_t k = 0; k < table->column_count; k++)
			buf_addf(out, "%s,", table->columns[k].name);
		for (size_t k = 0; k < table->file_count; k++)
			buf_addf(out, "%s %llu %llu %llu %s\n", table->files[k].path,
				 (unsigned long long)table->files[k].rows, (unsigned long long)table->files[k].bytes,
				 (unsigned long long)table->files[k].uncompressed_bytes, table->files[k].sha256);
	}
}

static enum rc read_pieces(struct sv text, size_t piece, struct difference *difference, struct buf *out)
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
	if (rc == RC_OK) {
		expect_files(manifest);
		add_read(manifest, out);
	}
	manifest_reader_free(reader);
	return rc;
}

static void expect_difference(const struct difference *difference)
{
	EXPECT(sv_is(buf_sv(&difference->file), MANIFEST_NAME) && difference->row == 0);
	EXPECT(difference->expected.n > 0 && difference->found.n > 0);
	for (const char *p = rc_text(); *p; p++)
		EXPECT(*p >= 0x20 && *p < 0x7f);
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
		expect_difference(&other);
	EXPECT(sv_same(buf_sv(&whole), buf_sv(&split)));
	difference_release(&one);
	difference_release(&other);
	return 0;
}
