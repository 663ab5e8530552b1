#include "support/sample.h"
#include "support/scratch.h"

#include "manifest/read.h"
#include "publish/names.h"
#include "sink/part_name.h"

#define TIME "2026-11-23T02:00:00.000Z"
#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct manifest_warning warnings[] = {{"email.invalid", 2}, {"tags.invalid", 1}};
static const struct manifest_column columns[] = {{"id", "text", false, false, false},
						 {"index", "integer", true, false, false}};
static const struct manifest_file files[] = {{"users.00001.csv.gz", 3, 120, 400, SHA},
					     {"users.00002.csv.gz", 4, 1, 2, SHA}};
static const char *const given_up[] = {"stats", "private_job"};
static const struct manifest_table tables[] = {
	{
		.name = "users",
		.status = "complete",
		.changed_at = TIME,
		.rows = {7, 3, 4, 5, 6, UINT64_MAX},
		.warnings = warnings,
		.warning_count = 2,
		.replaced_characters = UINT64_MAX,
		.columns = columns,
		.column_count = 2,
		.files = files,
		.file_count = 2,
	},
	{.name = "jobs", .status = "not_requested", .columns = columns, .column_count = 1},
};
static const struct manifest_resource resources[] = {
	{.name = "users",
	 .given_up = given_up,
	 .given_up_count = 2,
	 .announced = -1,
	 .received = 3,
	 .requests = 9,
	 .retried = 2,
	 .read_at = TIME},
	{.name = "things", .announced = INT64_MAX, .read_at = TIME},
};
static const struct manifest whole = {
	.tool_version = "0.1.0",
	.run_id = "20261123T020000Z",
	.account = "acme \"\xc3\xbc\"",
	.mode = "changes",
	.format = "csv",
	.complete = true,
	.started_at = TIME,
	.finished_at = TIME,
	.previous_run_id = "20261122T020000Z",
	.watermark = TIME,
	.tables = tables,
	.table_count = 2,
	.resources = resources,
	.resource_count = 2,
};

static enum rc feed(struct manifest_reader *reader, struct sv text, size_t piece)
{
	enum rc rc = RC_OK;

	for (size_t i = 0; i < text.n && rc == RC_OK; i += piece)
		rc = manifest_reader_feed(reader, (struct sv){text.p + i, text.n - i < piece ? text.n - i : piece});
	return rc;
}

static void expect_table(const struct manifest_table *table, const struct manifest_table *expected)
{
	assert_string_equal(table->name, expected->name);
	assert_string_equal(table->status, expected->status);
	assert_memory_equal(&table->rows, &expected->rows, sizeof(table->rows));
	assert_int_equal(table->warning_count, expected->warning_count);
	for (size_t i = 0; i < expected->warning_count; i++) {
		assert_string_equal(table->warnings[i].name, expected->warnings[i].name);
		assert_int_equal(table->warnings[i].count, expected->warnings[i].count);
	}
	assert_int_equal(table->column_count, expected->column_count);
	for (size_t i = 0; i < expected->column_count; i++) {
		assert_string_equal(table->columns[i].name, expected->columns[i].name);
		assert_string_equal(table->columns[i].type, expected->columns[i].type);
	}
	assert_int_equal(table->file_count, expected->file_count);
	for (size_t i = 0; i < expected->file_count; i++) {
		assert_string_equal(table->files[i].path, expected->files[i].path);
		assert_string_equal(table->files[i].sha256, expected->files[i].sha256);
		assert_int_equal(table->files[i].rows, expected->files[i].rows);
		assert_int_equal(table->files[i].bytes, expected->files[i].bytes);
		assert_int_equal(table->files[i].uncompressed_bytes, expected->files[i].uncompressed_bytes);
	}
}

static void expect_resources(const struct manifest *manifest)
{
	assert_int_equal(manifest->resource_count, whole.resource_count);
	for (size_t i = 0; i < whole.resource_count; i++) {
		assert_string_equal(manifest->resources[i].name, resources[i].name);
		assert_int_equal(manifest->resources[i].requests, resources[i].requests);
		assert_int_equal(manifest->resources[i].retried, resources[i].retried);
	}
}

/* The text is the manifest above, if it is one. */
static enum rc read_all(struct sv text, size_t piece)
{
	struct difference difference = {0};
	struct manifest_reader *reader = manifest_reader_new(&difference);
	const struct manifest *manifest;
	enum rc rc = feed(reader, text, piece);

	if (rc == RC_OK)
		rc = manifest_reader_finish(reader, &manifest);
	if (rc == RC_OK) {
		assert_string_equal(manifest->run_id, whole.run_id);
		assert_string_equal(manifest->account, whole.account);
		assert_string_equal(manifest->mode, whole.mode);
		assert_string_equal(manifest->format, whole.format);
		assert_true(manifest->complete);
		assert_string_equal(manifest->finished_at, whole.finished_at);
		assert_string_equal(manifest->watermark, whole.watermark);
		assert_int_equal(manifest->table_count, whole.table_count);
		for (size_t i = 0; i < whole.table_count; i++)
			expect_table(&manifest->tables[i], &whole.tables[i]);
		expect_resources(manifest);
	} else {
		assert_true(rc == RC_DIFFERENCE && sv_is(buf_sv(&difference.file), MANIFEST_NAME) &&
			    difference.expected.n && difference.found.n && difference.row == 0);
	}
	manifest_reader_free(reader);
	difference_release(&difference);
	return rc;
}

static void what_was_written_is_read_back(void **state)
{
	static const size_t pieces[] = {1, 7, 1000, 1 << 20};
	AUTO_BUF text = {0};

	(void)state;
	manifest_write(&whole, &text);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		assert_int_equal(read_all(buf_sv(&text), pieces[i]), RC_OK);
}

/* The text with the first `old` replaced. */
static enum rc read_changed(const char *old, const char *new)
{
	AUTO_BUF text = {0}, changed = {0};
	const char *found;

	manifest_write(&whole, &text);
	found = strstr(buf_text(&text), old);
	assert_non_null(found);
	buf_add(&changed, text.p, (size_t)(found - text.p));
	buf_adds(&changed, new);
	buf_adds(&changed, found + strlen(old));
	return read_all(buf_sv(&changed), SIZE_MAX / 2);
}

static void expect_difference(const char *old, const char *new, const char *part)
{
	assert_int_equal(read_changed(old, new), RC_DIFFERENCE);
	assert_error_names(part);
}

static void counts_and_warnings_may_be_missing(void **state)
{
	static const char text[] =
		"{\"manifest_version\": 1, \"run_id\": \"20261123T020000Z\", \"account\": \"a\", \"mode\": \"changes\","
		" \"format\": \"csv\", \"complete\": true, \"finished_at\": \"" TIME "\", \"previous_run_id\": null,"
		" \"watermark\": \"" TIME
		"\", \"tables\": {\"users\": {\"status\": \"complete\", \"rows\": {\"written\": 7},"
		" \"columns\": [], \"files\": []}}}";
	struct difference difference = {0};
	struct manifest_reader *reader = manifest_reader_new(&difference);
	const struct manifest *manifest;

	(void)state;
	assert_int_equal(feed(reader, sv_of(text), 1), RC_OK);
	assert_int_equal(manifest_reader_finish(reader, &manifest), RC_OK);
	assert_null(manifest->started_at);
	assert_int_equal(manifest->resource_count, 0);
	assert_int_equal(manifest->tables[0].rows.written, 7);
	assert_int_equal(manifest->tables[0].rows.created, 0);
	assert_int_equal(manifest->tables[0].warning_count, 0);
	manifest_reader_free(reader);
	difference_release(&difference);
}

static void counts_and_warnings_have_to_be_what_they_should_be(void **state)
{
	(void)state;
	expect_difference("\"created\": 3", "\"created\": -3", "tables[\"users\"].rows.created");
	expect_difference("\"created\": 3", "\"created\": 3, \"created\": 3", "tables[\"users\"].rows.created");
	expect_difference("\"tags.invalid\": 1", "\"tags.invalid\": \"Jo\"", "tables[\"users\"].warnings");
	expect_difference("\"requests\": 9", "\"requests\": 1.5", "resources[\"users\"].requests");
	expect_difference("\"started_at\": \"2026", "\"started_at\": \"20x6", "started_at");
}

static void unknown_members_are_skipped(void **state)
{
	(void)state;
	assert_int_equal(read_changed("\"mode\"", "\"more\": {\"mode\": [1, {\"files\": null}]}, \"mode\""), RC_OK);
	assert_int_equal(read_changed("\"mode\"", "\"path\": 7, \"mode\""), RC_OK);
	assert_int_equal(read_changed("\"status\"", "\"sort\": \"id\", \"status\""), RC_OK);
	assert_int_equal(read_changed("\"type\"", "\"compared\": false, \"type\""), RC_OK);
	assert_int_equal(read_changed("\"rows\": 3", "\"new\": [], \"rows\": 3"), RC_OK);
}

static void a_difference_names_the_place(void **state)
{
	(void)state;
	expect_difference("\"rows\": 4", "\"rows\": \"4\"",
			  "expected a number at tables[\"users\"].files[1].rows, found a string");
	expect_difference("\"rows\": 4", "\"row\": 4",
			  "expected a value at tables[\"users\"].files[1].rows, found none");
	expect_difference("\"name\": \"index\"", "\"name\": null", "tables[\"users\"].columns[1].name, found null");
	expect_difference("\"name\": \"index\"", "\"names\": null", "tables[\"users\"].columns[1].name, found none");
	expect_difference("\"columns\": [", "\"columns\": [{\"name\": \"a\", \"type\": \"text\"}, 7, ",
			  "expected an object at tables[\"users\"].columns[1], found a number");
	expect_difference("\"tables\": {", "\"tables\": [], \"more\": {",
			  "expected an object at tables, found an array");
	expect_difference("\"users\": {", "\"a\\u001b\": 7, \"users\": {",
			  "expected an object at tables[\"a?\"], found");
	expect_difference("{", "[{", "expected an object, found an array");
}

static void values_have_to_fit(void **state)
{
	(void)state;
	expect_difference("\"manifest_version\": 1", "\"manifest_version\": 2",
			  "expected 1, the only version that this release reads, at manifest_version, found \"2\"");
	expect_difference("\"csv\"", "\"xml\"", "a known output format at format, found \"xml\"");
	expect_difference("20261123T020000Z", "latest", "run_id");
	expect_difference("20261122T020000Z", "'",
			  "expected the name of a run, like 20261123T020000Z, at previous_run_id");
	expect_difference("\"changes\"", "\"';\"", "expected a known mode at mode, found \"';\"");
	expect_difference("\"complete\": true", "\"complete\": 1", "expected a boolean at complete, found a number");
	expect_difference("\"watermark\": \"2026-11-23T02:00:00.000Z", "\"watermark\": \"2026-11-23",
			  "expected a time, like 2026-11-23T02:00:00.000Z, at watermark, found \"2026-11-23\"");
	expect_difference("\"finished_at\": \"", "\"finished_at\": \"x", "at finished_at");
	expect_difference("\"rows\": 4", "\"rows\": -4", "a whole number");
	expect_difference("\"rows\": 4", "\"rows\": 4.5", "a whole number");
	expect_difference("\"rows\": 4", "\"rows\": 18446744073709551616", "a whole number");
}

static void a_first_run_has_no_run_before_it(void **state)
{
	(void)state;
	assert_int_equal(read_changed("\"20261122T020000Z\"", "null"), RC_OK);
	expect_difference("\"20261123T020000Z\"", "null", "expected a string at run_id, found null");
}

static void no_path_leads_out_of_the_run(void **state)
{
	static const char *const paths[] = {"../x", "..",      ".",           "",          "/etc/passwd", "./x",
					    "a/b",  ".hidden", MANIFEST_NAME, "a\\u0000b", "a\\u001bb",   "a\302\233b",
					    "a b",  "a\\\\b"};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		expect_difference("users.00002.csv.gz", paths[i], "own directory at tables[\"users\"].files[1].path");
}

static void names_are_unique(void **state)
{
	(void)state;
	expect_difference("\"jobs\": {", "\"users\": {", "tables[\"users\"], found it twice");
	expect_difference("\"format\"", "\"format\": \"csv\", \"format\"", "one value at format, found two");
	expect_difference("\"rows\": 4", "\"rows\": 4, \"rows\": 4", "one value at tables[\"users\"].files[1].rows");
	expect_difference("\"files\"", "\"files\": [], \"files\"", "one value at tables[\"users\"].files, found two");
}

static void lists_have_limits(void **state)
{
	AUTO_BUF many = {0};

	(void)state;
	buf_adds(&many, "\"columns\": [");
	for (int i = 0; i <= MANIFEST_COLUMNS_MAX; i++)
		buf_addf(&many, "{\"name\": \"c%d\", \"type\": \"text\"},", i);
	expect_difference("\"columns\": [", buf_text(&many), "fewer elements");
	buf_clear(&many);
	buf_adds(&many, "\"tables\": {");
	for (int i = 0; i <= MANIFEST_TABLES_MAX; i++)
		buf_addf(&many,
			 "\"t%d\": {\"status\": \"\", \"rows\": {\"written\": 0}, \"columns\": [], \"files\": []},", i);
	expect_difference("\"tables\": {", buf_text(&many), "fewer elements");
	buf_clear(&many);
	buf_adds(&many, "\"files\": [");
	for (int i = 0; i <= PART_NUMBER_MAX; i++)
		buf_addf(&many,
			 "{\"path\": \"f%d\", \"rows\": 0, \"bytes\": 0, \"uncompressed_bytes\": 0, \"sha256\": \"\"},",
			 i);
	expect_difference("\"files\": [", buf_text(&many), "fewer elements");
}

static void deep_manifests_are_refused(void **state)
{
	AUTO_BUF deep = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_adds(&deep, "[");
	assert_int_equal(read_all(buf_sv(&deep), 1000), RC_DIFFERENCE);
	buf_clear(&deep);
	buf_adds(&deep, "\"more\": ");
	for (int i = 0; i < 1000; i++)
		buf_adds(&deep, "[");
	expect_difference("\"mode\"", buf_text(&deep), "expected one JSON object");
}

static void endless_manifests_end(void **state)
{
	enum { PIECE = 1 << 20 };
	struct difference difference = {0};
	struct manifest_reader *reader = manifest_reader_new(&difference);
	AUTO_BUF piece = {0};
	enum rc rc = manifest_reader_feed(reader, SV("{\"more\":["));

	(void)state;
	for (size_t i = 0; i < PIECE / 2; i++)
		buf_adds(&piece, "1,");
	for (uint64_t fed = 0; rc == RC_OK && fed <= MANIFEST_BYTES_MAX; fed += PIECE)
		rc = manifest_reader_feed(reader, buf_sv(&piece));
	assert_int_equal(rc, RC_DIFFERENCE);
	assert_error_names("at most");
	manifest_reader_free(reader);
	difference_release(&difference);
}

static void every_cut_is_found(void **state)
{
	AUTO_BUF text = {0};

	(void)state;
	manifest_write(&whole, &text);
	for (size_t n = 0; n + 1 < text.n; n += sample_step(5)) /* the last byte is a line end */
		assert_int_equal(read_all((struct sv){text.p, n}, 1 << 20), RC_DIFFERENCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(counts_and_warnings_may_be_missing),
		cmocka_unit_test(counts_and_warnings_have_to_be_what_they_should_be),
		cmocka_unit_test(unknown_members_are_skipped),
		cmocka_unit_test(a_difference_names_the_place),
		cmocka_unit_test(values_have_to_fit),
		cmocka_unit_test(a_first_run_has_no_run_before_it),
		cmocka_unit_test(no_path_leads_out_of_the_run),
		cmocka_unit_test(names_are_unique),
		cmocka_unit_test(lists_have_limits),
		cmocka_unit_test(deep_manifests_are_refused),
		cmocka_unit_test(endless_manifests_end),
		cmocka_unit_test(every_cut_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
