#include "support/scratch.h"

#include "manifest/manifest.h"

static const struct manifest_warning warnings[] = {{"tags.invalid", 1}, {"email.invalid", 2}};
static const struct manifest_column columns[] = {{"id", "text", false, false, false},
						 {"email", "text", true, true, true}};
static const struct manifest_file files[] = {{"users.csv.gz", 3, 120, 400, "ab12"}};
static const char *const given_up[] = {"stats"};
static const struct manifest_table tables[] = {
	{
		.name = "users",
		.status = "complete",
		.changed_at = "2026-11-23T02:00:00.000Z",
		.rows = {.written = 3, .created = 3},
		.warnings = warnings,
		.warning_count = 2,
		.replaced_characters = 18446744073709551615u,
		.columns = columns,
		.column_count = 2,
		.files = files,
		.file_count = 1,
	},
	{.name = "jobs", .status = "not_requested"},
};
static const struct manifest_resource resources[] = {
	{.name = "users",
	 .given_up = given_up,
	 .given_up_count = 1,
	 .announced = -1,
	 .received = 3,
	 .pages = 1,
	 .passes = 1,
	 .requests = 2,
	 .retried = 1,
	 .bytes = 999,
	 .read_at = "2026-11-23T02:00:01.000Z"},
	{.name = "jobs", .announced = 120},
};
static const struct manifest whole = {
	.tool_version = "0.1.0",
	.run_id = "20261123T020000Z",
	.account = "acme",
	.mode = "snapshot",
	.format = "csv",
	.complete = true,
	.started_at = "2026-11-23T02:00:00.000Z",
	.finished_at = "2026-11-23T02:00:09.000Z",
	.watermark = "2026-11-23T02:00:00.000Z",
	.tables = tables,
	.table_count = 2,
	.resources = resources,
	.resource_count = 2,
};

static const char expected[] = "{\n"
			       "  \"manifest_version\": 1,\n"
			       "  \"tool\": {\n"
			       "    \"name\": \"pinpoint-export\",\n"
			       "    \"version\": \"0.1.0\"\n"
			       "  },\n"
			       "  \"run_id\": \"20261123T020000Z\",\n"
			       "  \"account\": \"acme\",\n"
			       "  \"mode\": \"snapshot\",\n"
			       "  \"format\": \"csv\",\n"
			       "  \"complete\": true,\n"
			       "  \"started_at\": \"2026-11-23T02:00:00.000Z\",\n"
			       "  \"finished_at\": \"2026-11-23T02:00:09.000Z\",\n"
			       "  \"previous_run_id\": null,\n"
			       "  \"watermark\": \"2026-11-23T02:00:00.000Z\",\n"
			       "  \"tables\": {\n"
			       "    \"users\": {\n"
			       "      \"status\": \"complete\",\n"
			       "      \"watermark\": {\n"
			       "        \"changed_at\": \"2026-11-23T02:00:00.000Z\",\n"
			       "        \"remote_updated_at\": null\n"
			       "      },\n"
			       "      \"rows\": {\n"
			       "        \"written\": 3,\n"
			       "        \"created\": 3,\n"
			       "        \"changed\": 0,\n"
			       "        \"deleted\": 0,\n"
			       "        \"unchanged\": 0,\n"
			       "        \"unconfirmed\": 0\n"
			       "      },\n"
			       "      \"warnings\": {\n"
			       "        \"email.invalid\": 2,\n"
			       "        \"tags.invalid\": 1\n"
			       "      },\n"
			       "      \"replaced_characters\": 18446744073709551615,\n"
			       "      \"columns\": [\n"
			       "        {\n"
			       "          \"name\": \"id\",\n"
			       "          \"type\": \"text\",\n"
			       "          \"nullable\": false\n"
			       "        },\n"
			       "        {\n"
			       "          \"name\": \"email\",\n"
			       "          \"type\": \"text\",\n"
			       "          \"nullable\": true,\n"
			       "          \"compared\": false,\n"
			       "          \"hashed\": true\n"
			       "        }\n"
			       "      ],\n"
			       "      \"primary_key\": [\n"
			       "        \"id\"\n"
			       "      ],\n"
			       "      \"files\": [\n"
			       "        {\n"
			       "          \"path\": \"users.csv.gz\",\n"
			       "          \"rows\": 3,\n"
			       "          \"bytes\": 120,\n"
			       "          \"uncompressed_bytes\": 400,\n"
			       "          \"sha256\": \"ab12\"\n"
			       "        }\n"
			       "      ]\n"
			       "    },\n"
			       "    \"jobs\": {\n"
			       "      \"status\": \"not_requested\",\n"
			       "      \"watermark\": {\n"
			       "        \"changed_at\": null,\n"
			       "        \"remote_updated_at\": null\n"
			       "      },\n"
			       "      \"rows\": {\n"
			       "        \"written\": 0,\n"
			       "        \"created\": 0,\n"
			       "        \"changed\": 0,\n"
			       "        \"deleted\": 0,\n"
			       "        \"unchanged\": 0,\n"
			       "        \"unconfirmed\": 0\n"
			       "      },\n"
			       "      \"warnings\": {},\n"
			       "      \"replaced_characters\": 0,\n"
			       "      \"columns\": [],\n"
			       "      \"primary_key\": [\n"
			       "        \"id\"\n"
			       "      ],\n"
			       "      \"files\": []\n"
			       "    }\n"
			       "  },\n"
			       "  \"resources\": {\n"
			       "    \"users\": {\n"
			       "      \"given_up\": [\n"
			       "        \"stats\"\n"
			       "      ],\n"
			       "      \"announced\": null,\n"
			       "      \"received\": 3,\n"
			       "      \"pages\": 1,\n"
			       "      \"passes\": 1,\n"
			       "      \"requests\": 2,\n"
			       "      \"retried\": 1,\n"
			       "      \"bytes\": 999,\n"
			       "      \"read_at\": \"2026-11-23T02:00:01.000Z\"\n"
			       "    },\n"
			       "    \"jobs\": {\n"
			       "      \"given_up\": [],\n"
			       "      \"announced\": 120,\n"
			       "      \"received\": 0,\n"
			       "      \"pages\": 0,\n"
			       "      \"passes\": 0,\n"
			       "      \"requests\": 0,\n"
			       "      \"retried\": 0,\n"
			       "      \"bytes\": 0,\n"
			       "      \"read_at\": null\n"
			       "    }\n"
			       "  }\n"
			       "}\n";

static void keys_come_in_the_documented_order(void **state)
{
	AUTO_BUF out = {0};

	(void)state;
	manifest_write(&whole, &out);
	assert_string_equal(buf_text(&out), expected);
}

static void a_run_without_tables_is_still_json(void **state)
{
	struct manifest empty = whole;
	AUTO_BUF out = {0};

	(void)state;
	empty.table_count = empty.resource_count = 0;
	empty.complete = false;
	empty.account = "a\"b";
	manifest_write(&empty, &out);
	assert_non_null(strstr(buf_text(&out), "\"account\": \"a\\\"b\",\n"));
	assert_non_null(strstr(buf_text(&out), "\"complete\": false,\n"));
	assert_non_null(strstr(buf_text(&out), "  \"tables\": {},\n  \"resources\": {}\n}\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_come_in_the_documented_order),
		cmocka_unit_test(a_run_without_tables_is_still_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
