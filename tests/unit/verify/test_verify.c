/*
 * Every bit of every file of a small run is flipped in turn. Nothing is compared with what manifest_is_checked() does not
 * list, so verify need not find a change there.
 */
#include "support/sample.h"
#include "support/scratch.h"

#include "sink/table_file.h"
#include "verify/verify.h"
#include "publish/names.h"
#include "row/format.h"
#include "sink/pool.h"

#define TIME "2026-11-23T02:00:00.000Z"

static const struct manifest_column columns[] = {{"id", "text", false, false, false},
						 {"changed_at", "timestamp", false, false, false},
						 {"index", "integer", true, false, false},
						 {"data", "json", true, false, false}};
static const char *const names[] = {"id", "changed_at", "index", "data"};
static const struct cell rows[][4] = {
	{{CELL_TEXT, {"a", 1}}, {CELL_TEXT, {TIME, 24}}, {CELL_BARE, {"-7", 2}}, {CELL_JSON, {"{\"k\":[1]}", 9}}},
	{{CELL_TEXT, {"b\"\n", 3}}, {CELL_TEXT, {TIME, 24}}, {CELL_NULL, {NULL, 0}}, {CELL_NULL, {NULL, 0}}},
	{{CELL_TEXT, {"\xc3\xbc", 2}}, {CELL_TEXT, {TIME, 24}}, {CELL_BARE, {"0", 1}}, {CELL_JSON, {"[]", 2}}},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static int64_t no_time(void *context)
{
	(void)context;
	return 0;
}

static enum rc verify_there(void **state)
{
	static const volatile int stop;
	struct options options = {.progress = PROGRESS_OFF};
	const struct clock clock = {.now_ms = no_time, .steady_ms = no_time};
	struct log log;
	const struct app app = {.options = &options, .log = &log, .clock = &clock, .stop = &stop};
	struct verify verify;
	enum rc rc;

	log_init(&log, &options, &clock);
	rc = verify_open(&verify, &app, *state);
	if (rc == RC_OK)
		rc = verify_run(&verify);
	verify_close(&verify);
	return rc;
}

/* The rows as a table of several files; what the manifest says of them. */
static struct table_file *write_table(void **state, const struct row_format *format, struct pool *pool)
{
	AUTO_BUF header = {0};
	struct table_file *file;

	format->header(&header, names, 4);
	file = table_file_new(&(struct table_file_config){.table = "tags",
							  .extension = format->extension,
							  .header = buf_sv(&header),
							  .directory = *state,
							  .mode = 0600,
							  .pool = pool,
							  .max_file_size = 1});
	for (size_t i = 0; i < ROWS; i++) {
		format->row(table_file_row_begin(file), names, rows[i], 4);
		assert_int_equal(table_file_row_end(file), RC_OK);
	}
	assert_int_equal(table_file_close(file), RC_OK);
	return file;
}

static void write_manifest(void **state, const struct row_format *format, const struct table_file *written)
{
	const struct table_part *parts;
	struct manifest_file files[ROWS];
	struct manifest_table table = {.name = "tags", .status = "complete", .changed_at = TIME, .columns = columns};
	struct manifest_resource resource = {.name = "things", .announced = 3, .read_at = TIME};
	struct manifest manifest = {.tool_version = "1.2.3",
				    .run_id = "20261123T020000Z",
				    .account = "acme",
				    .mode = "snapshot",
				    .format = format->name,
				    .complete = true,
				    .started_at = TIME,
				    .finished_at = TIME,
				    .watermark = TIME,
				    .tables = &table,
				    .table_count = 1,
				    .resources = &resource,
				    .resource_count = 1};
	AUTO_BUF text = {0};

	table.column_count = 4;
	table.files = files;
	table.file_count = table_file_parts(written, &parts);
	table.rows.written = table.rows.created = ROWS;
	assert_int_equal(table.file_count, ROWS);
	for (size_t i = 0; i < ROWS; i++)
		files[i] = (struct manifest_file){parts[i].path, parts[i].rows, parts[i].bytes,
						  parts[i].uncompressed_bytes, parts[i].sha256};
	manifest_write(&manifest, &text);
	scratch_write(state, MANIFEST_NAME, buf_sv(&text));
}

static void make_run(void **state, enum row_format_id id)
{
	struct pool *pool = pool_new(6, 1);
	struct table_file *written = write_table(state, &row_formats[id], pool);

	write_manifest(state, &row_formats[id], written);
	table_file_free(written);
	pool_free(pool);
	assert_int_equal(verify_there(state), RC_OK);
}

static void read_whole(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "rb");
	size_t n;

	assert_non_null(file);
	do {
		buf_reserve(out, 4096);
		n = fread(out->p + out->n, 1, 4096, file);
		out->n += n;
	} while (n > 0);
	fclose(file);
}

static void put(const char *path, const struct buf *bytes)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes->p, 1, bytes->n, file), bytes->n);
	assert_int_equal(fclose(file), 0);
}

/* Whether the byte belongs to what verify compares with something: most keys, and the values of these. */
static bool manifest_is_checked(const struct buf *text, size_t at)
{
	static const char *const keys[] = {"manifest_version",   "format", "path", "rows", "bytes",
					   "uncompressed_bytes", "sha256", "name"};
	size_t start = at;
	const char *files = strstr(text->p, "\"columns\""), *end = strstr(text->p, "\"resources\"");

	while (start && text->p[start - 1] != '\n')
		start--;
	start += strspn(text->p + start, " \"");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strncmp(text->p + start, keys[i], strlen(keys[i])) == 0 && text->p[start + strlen(keys[i])] == '"')
			return i < 2 || (text->p + at > files && text->p + at < end);
	return false;
}

static enum rc verify_flipped(void **state, const char *path, struct buf *text, size_t at, size_t bit)
{
	enum rc rc;

	text->p[at] = (char)(text->p[at] ^ 1 << bit);
	put(path, text);
	rc = verify_there(state);
	text->p[at] = (char)(text->p[at] ^ 1 << bit);
	return rc;
}

/* In `make check` one bit of each byte, each bit in turn. */
static void flip_all(void **state, const char *name)
{
	const char *path = scratch_path(state, name);
	AUTO_BUF text = {0};

	read_whole(path, &text);
	for (size_t at = 0; at < text.n; at++)
		for (size_t bit = at % sample_step(8); bit < 8; bit += sample_step(8))
			if (verify_flipped(state, path, &text, at, bit) != RC_DIFFERENCE)
				fail_msg("%s: bit %zu of byte %zu makes no difference", name, bit, at);
	put(path, &text);
	assert_int_equal(verify_there(state), RC_OK);
}

/* One bit of each byte. */
static void flip_manifest(void **state)
{
	const char *path = scratch_path(state, MANIFEST_NAME);
	AUTO_BUF text = {0};
	size_t passed = 0;

	read_whole(path, &text);
	buf_text(&text);
	for (size_t at = 0; at < text.n; at += sample_step(3)) {
		enum rc rc = verify_flipped(state, path, &text, at, at % 7);

		passed += rc == RC_OK;
		if (rc != RC_DIFFERENCE && (rc != RC_OK || manifest_is_checked(&text, at)))
			fail_msg("byte %zu of the manifest gives %d", at, rc);
	}
	assert_in_range(passed, 1, text.n / 2); /* some of it is not compared with anything */
	put(path, &text);
	assert_int_equal(verify_there(state), RC_OK);
}

static void any_bit_of_a_csv_file_counts(void **state)
{
	make_run(state, ROW_CSV);
	flip_all(state, "tags.00002.csv.gz");
}

static void any_bit_of_an_ndjson_file_counts(void **state)
{
	make_run(state, ROW_NDJSON);
	flip_all(state, "tags.00001.ndjson.gz");
}

static void a_bit_of_what_the_manifest_says_of_the_files_counts(void **state)
{
	make_run(state, ROW_CSV);
	flip_manifest(state);
}

static void a_directory_that_is_not_a_run_is_a_usage_error(void **state)
{
	assert_int_equal(verify_there(state), RC_USAGE);
	assert_error_names("is not a run");
	scratch_write(state, "users.csv.gz", SV("x"));
	assert_int_equal(verify_there(state), RC_DIFFERENCE);
	assert_error_names("no such file");
}

static void a_long_name_is_cut_in_the_line_and_whole_in_the_object(void **state)
{
	struct difference difference = {0};
	char name[400];

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	name[0] = '\n';
	buf_adds(&difference.expected, name);
	difference_show(&difference.found, sv_of(name));
	assert_int_equal(difference_at(&difference, name, 7), RC_DIFFERENCE);
	assert_int_equal(difference.file.n, sizeof(name) - 1);
	assert_int_equal(difference.file.p[0], '?');
	assert_int_equal(difference.found.n, DIFFERENCE_SHOWN_MAX + 5);
	assert_error_names(", row 7: expected ");
	assert_error_names("export again");
	difference_clear(&difference);
	assert_int_equal(difference.file.n + difference.expected.n + difference.found.n + difference.row, 0);
	difference_release(&difference);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(any_bit_of_a_csv_file_counts, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(any_bit_of_an_ndjson_file_counts, scratch_make, scratch_remove),
		cmocka_unit_test_setup_teardown(a_bit_of_what_the_manifest_says_of_the_files_counts, scratch_make,
						scratch_remove),
		cmocka_unit_test_setup_teardown(a_directory_that_is_not_a_run_is_a_usage_error, scratch_make,
						scratch_remove),
		cmocka_unit_test(a_long_name_is_cut_in_the_line_and_whole_in_the_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
