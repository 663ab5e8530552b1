#include "support/scratch.h"

#include "manifest/read.h"
#include "publish/names.h"

#define TIME "2026-11-23T02:00:00.000Z"
#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct manifest_warning warnings[] = {{"email.invalid", 2}, {"tags.invalid", 1}};
static const struct manifest_column columns[] = {{"id", "text", false}, {"index", "integer", true}};
static const struct manifest_file files[] = {{"users.00001.csv.gz", 3, 120, 400, SHA},
					     {"users.00002.csv.gz", 4, 1, 2, SHA}};
static const char *const given_up[] = {"stats", "private_job"};
static const struct manifest_table tables[] = {
	{
		.name = "users",
		.status = "complete",
		.changed_at = TIME,
		.rows = {.written = 7, .created = 3, .changed = 4},
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
	{.name = "users", .given_up = given_up, .given_up_count = 2, .announced = -1, .received = 3, .read_at = TIME},
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

/* What was read, written again; `what` gets the line of a difference. */
static enum rc read_again(struct sv text, size_t piece, struct buf *again)
{
	struct difference difference = {0};
	struct manifest_reader *reader = manifest_reader_new(&difference);
	const struct manifest *manifest;
	enum rc rc = RC_OK;

	for (size_t i = 0; i < text.n && rc == RC_OK; i += piece)
		rc = manifest_reader_feed(reader, (struct sv){text.p + i, text.n - i < piece ? text.n - i : piece});
	if (rc == RC_OK)
		rc = manifest_reader_finish(reader, &manifest);
	if (rc == RC_OK)
		rc = manifest_judge(manifest, &difference);
	if (rc == RC_OK)
		manifest_write(manifest, again);
	else
		assert_true(rc == RC_DIFFERENCE && sv_is(buf_sv(&difference.file), MANIFEST_NAME) &&
			    difference.expected.n && difference.found.n && difference.row == 0);
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
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		AUTO_BUF again = {0};

		assert_int_equal(read_again(buf_sv(&text), pieces[i], &again), RC_OK);
		assert_true(sv_same(buf_sv(&text), buf_sv(&again)));
	}
}

/* The text with the first `old` replaced. */
static enum rc read_changed(const char *old, const char *new)
{
	AUTO_BUF text = {0}, changed = {0}, again = {0};
	const char *found;

	manifest_write(&whole, &text);
	found = strstr(buf_text(&text), old);
	assert_non_null(found);
	buf_add(&changed, text.p, (size_t)(found - text.p));
	buf_adds(&changed, new);
	buf_adds(&changed, found + strlen(old));
	return read_again(buf_sv(&changed), SIZE_MAX / 2, &again);
}

static void expect_difference(const char *old, const char *new, const char *part)
{
	assert_int_equal(read_changed(old, new), RC_DIFFERENCE);
	assert_error_names(part);
}

static void keys_that_are_not_known_are_passed_over(void **state)
{
	(void)state;
	assert_int_equal(read_changed("\"mode\"", "\"more\": {\"mode\": [1, {\"a\": null}]}, \"mode\""), RC_OK);
	assert_int_equal(read_changed("\"status\"", "\"sort\": \"id\", \"status\""), RC_OK);
	assert_int_equal(read_changed("\"rows\": 3", "\"new\": [], \"rows\": 3"), RC_OK);
}

static void a_difference_names_the_place(void **state)
{
	(void)state;
	expect_difference("\"rows\": 4", "\"rows\": \"4\"",
			  "expected a whole number at tables[\"users\"].files[1].rows, found");
	expect_difference("\"rows\": 4", "\"row\": 4", "tables[\"users\"].files[1].rows, found no such key");
	expect_difference("\"integer\"", "\"text\\u001b\"", "tables[\"users\"].columns[1].type");
	expect_difference("\"tool\": {", "\"tool\": [], \"tools\": {", "tool, found an array");
	expect_difference("\"stats\"", "{}", "resources[\"users\"].given_up[0]");
	expect_difference("\"manifest_version\": 1", "\"manifest_version\": 2", "version 1");
}

static void names_stand_once(void **state)
{
	(void)state;
	expect_difference("\"jobs\": {", "\"users\": {", "tables[\"users\"], found it twice");
	expect_difference("\"tags.invalid\"", "\"email.invalid\"", "twice");
	expect_difference("\"mode\"", "\"mode\": \"snapshot\", \"mode\"", "mode, found it twice");
}

static void parts_that_contradict_each_other_are_found(void **state)
{
	(void)state;
	expect_difference("\"run_id\": \"20261123T020000Z\"", "\"run_id\": \"20261123T020001Z\"", "watermark");
	expect_difference("\"rows\": 4", "\"rows\": 5", "8 rows in its files");
	expect_difference("\"created\": 3", "\"created\": 2",
			  "7 rows created, changed or deleted in table \"users\", found 6");
	expect_difference("users.00002", "users.00003", "\"users.00002.csv.gz\"");
	expect_difference("users.00002", "../users.00002", "own directory");
	expect_difference("\"name\": \"index\"", "\"name\": \"id\"", "each column once");
	expect_difference("\"complete\": true", "\"complete\": false", "complete to be true");
	expect_difference("\"not_requested\"", "\"incomplete\"", "files for table \"jobs\", which is incomplete");
	expect_difference("\"status\": \"complete\"", "\"status\": \"not_requested\"", "no files");
	expect_difference("\"things\"", "\"candidates\"", "expected the table \"candidates\", found none of that name");
}

static void lists_have_ceilings(void **state)
{
	AUTO_BUF many = {0};

	(void)state;
	buf_adds(&many, "\"columns\": [");
	for (int i = 0; i < 40; i++)
		buf_addf(&many, "{\"name\": \"c%d\", \"type\": \"text\", \"nullable\": true},", i);
	expect_difference("\"columns\": [", buf_text(&many), "more than are ever written");
	buf_clear(&many);
	buf_adds(&many, "\"warnings\": {");
	for (int i = 0; i <= MANIFEST_WARNINGS_MAX; i++)
		buf_addf(&many, "\"w%d\": 1,", i);
	expect_difference("\"warnings\": {", buf_text(&many), "more than are ever written");
	expect_difference("18446744073709551615", "18446744073709551616", "replaced_characters");
	expect_difference("9223372036854775807", "9223372036854775808", "announced");
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
	assert_error_names("bytes at most");
	manifest_reader_free(reader);
	difference_release(&difference);
}

static void every_cut_is_found(void **state)
{
	AUTO_BUF text = {0}, again = {0};

	(void)state;
	manifest_write(&whole, &text);
	for (size_t n = 0; n + 1 < text.n; n++) /* the last byte is a line's end */
		assert_int_equal(read_again((struct sv){text.p, n}, 1 << 20, &again), RC_DIFFERENCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(keys_that_are_not_known_are_passed_over),
		cmocka_unit_test(a_difference_names_the_place),
		cmocka_unit_test(names_stand_once),
		cmocka_unit_test(parts_that_contradict_each_other_are_found),
		cmocka_unit_test(lists_have_ceilings),
		cmocka_unit_test(endless_manifests_end),
		cmocka_unit_test(every_cut_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
