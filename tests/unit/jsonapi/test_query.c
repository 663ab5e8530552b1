#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jsonapi/query.h"

static const struct query jobs = {
	.path = "/jobs",
	.type = "jobs",
	.parts = {INCLUDE("department", "departments"), INCLUDE("custom_attributes", "custom_attributes"),
		  MAY_INCLUDE("custom_attributes.custom_field", "custom_fields"), FILTER("visibility", "external"),
		  MAY_FILTER("visibility", "private_job"), MAY_EXTRA("jobs", "tags"), MAY_EXTRA("jobs", "assigned"),
		  MAY_EXTRA("departments", "head"), MAY_FIELDS("departments", "name"), MAY_STATS, SORT("id")},
};

enum {
	CUSTOM_FIELD = 1 << 2,
	PRIVATE_JOB = 1 << 4,
	TAGS = 1 << 5,
	ASSIGNED = 1 << 6,
	HEAD = 1 << 7,
	NAME = 1 << 8,
	STATS = 1 << 9,
};

static const struct query users = {.path = "/users", .type = "users", .parts = {MAY_STATS}};

#define BASE "https://a.example/api/v1"
#define JOBS_INCLUDE "?include=department,custom_attributes,custom_attributes.custom_field"
#define JOBS_FILTER "&filter%5Bvisibility%5D=external,private_job"
#define JOBS_EXTRA                                                                                                     \
	"&extra_fields%5Bjobs%5D=tags,assigned&extra_fields%5Bdepartments%5D=head&fields%5Bdepartments%5D=name"

/* All parts but those. */
static void expect(const struct query *query, uint64_t without, const char *expected)
{
	AUTO_BUF url = {0};

	query_url(query, BASE, &(struct query_page){.parts = ~without, .number = 2, .size = 500}, &url);
	assert_string_equal(buf_text(&url), expected);
}

static void every_part_is_in_the_url(void **state)
{
	(void)state;
	expect(&jobs, 0,
	       BASE "/jobs" JOBS_INCLUDE JOBS_FILTER JOBS_EXTRA "&stats%5Btotal%5D=count"
		    "&sort=id&page%5Bnumber%5D=2&page%5Bsize%5D=500");
}

static void each_part_can_be_left_out(void **state)
{
	(void)state;
	expect(&jobs, CUSTOM_FIELD,
	       BASE "/jobs?include=department,custom_attributes" JOBS_FILTER JOBS_EXTRA "&stats%5Btotal%5D=count"
		    "&sort=id&page%5Bnumber%5D=2&page%5Bsize%5D=500");
	expect(&jobs, PRIVATE_JOB | TAGS | HEAD | NAME | STATS,
	       BASE "/jobs" JOBS_INCLUDE "&filter%5Bvisibility%5D=external&extra_fields%5Bjobs%5D=assigned"
		    "&sort=id&page%5Bnumber%5D=2&page%5Bsize%5D=500");
	expect(&jobs, UINT64_MAX, BASE "/jobs?page%5Bnumber%5D=2&page%5Bsize%5D=500");
}

static void the_optional_parts_are_known(void **state)
{
	(void)state;
	assert_int_equal(query_count(&jobs), 11);
	assert_int_equal(query_optional_parts(&jobs),
			 CUSTOM_FIELD | PRIVATE_JOB | TAGS | ASSIGNED | HEAD | NAME | STATS);
}

static void expect_names(uint64_t wanted, uint64_t given_up, const char *expected)
{
	AUTO_BUF names = {0};

	for (unsigned i = 0; i < query_count(&jobs); i++)
		if (query_given_up_name(&jobs, wanted, given_up, i, &names))
			buf_addc(&names, ' ');
	assert_string_equal(buf_text(&names), expected);
}

static void a_kept_path_brings_what_it_goes_through(void **state)
{
	enum { CUSTOM_ATTRIBUTES = 1 << 1 };
	uint64_t all = UINT64_MAX;

	(void)state;
	assert_int_equal(query_absent_parts(&jobs, all, CUSTOM_ATTRIBUTES | TAGS), TAGS);
	assert_int_equal(query_absent_parts(&jobs, all, CUSTOM_ATTRIBUTES | CUSTOM_FIELD),
			 CUSTOM_ATTRIBUTES | CUSTOM_FIELD);
	assert_int_equal(query_absent_parts(&jobs, all, CUSTOM_FIELD), CUSTOM_FIELD);
	assert_int_equal(query_absent_parts(&jobs, all & ~(uint64_t)CUSTOM_FIELD, CUSTOM_ATTRIBUTES),
			 CUSTOM_ATTRIBUTES);
}

static void parts_have_names(void **state)
{
	uint64_t all = UINT64_MAX;

	(void)state;
	expect_names(all, 0, "");
	expect_names(all, CUSTOM_FIELD | PRIVATE_JOB | STATS, "custom_attributes.custom_field private_job stats ");
	expect_names(all, TAGS | ASSIGNED | HEAD | NAME, "extra_fields extra_fields[departments] fields[departments] ");
	expect_names(all, TAGS, "extra_fields[jobs]=tags ");
	expect_names(all, ASSIGNED, "extra_fields[jobs]=assigned ");
	expect_names(all & ~(uint64_t)TAGS, ASSIGNED, "extra_fields ");
	expect_names(all, all & ~query_optional_parts(&jobs) & ~(UINT64_C(1) << 10),
		     "department custom_attributes external ");
	expect_names(all, UINT64_C(1) << 10, "sort ");
}

static void expect_record(const struct query *query, struct query_record record, const char *expected)
{
	AUTO_BUF url = {0};

	query_record_url(query, "https://a.example/api/v1", &record, &url);
	assert_string_equal(buf_text(&url), expected);
}

static void the_url_of_a_record_has_no_parts_of_lists(void **state)
{
	(void)state;
	expect_record(&jobs, (struct query_record){.id = SV("17"), .parts = UINT64_MAX},
		      BASE "/jobs/17" JOBS_INCLUDE JOBS_FILTER JOBS_EXTRA);
	expect_record(&jobs, (struct query_record){.id = SV("17"), .parts = ~(uint64_t)(PRIVATE_JOB | TAGS | NAME)},
		      BASE "/jobs/17" JOBS_INCLUDE "&filter%5Bvisibility%5D=external&extra_fields%5Bjobs%5D=assigned"
			   "&extra_fields%5Bdepartments%5D=head");
	expect_record(&jobs, (struct query_record){.id = SV("17"), .parts = UINT64_MAX, .unfiltered = true},
		      BASE "/jobs/17" JOBS_INCLUDE JOBS_EXTRA);
	expect_record(&users, (struct query_record){.id = SV("17")}, "https://a.example/api/v1/users/17");
	expect_record(&users, (struct query_record){.id = SV("1/../?x")},
		      "https://a.example/api/v1/users/1%2F..%2F%3Fx");
}

static void a_time_is_encoded(void **state)
{
	const struct query_page page = {.parts = UINT64_MAX,
					.number = 2,
					.size = 5,
					.updated_since = "2026-11-23T02:00:00+00:00"};
	AUTO_BUF url = {0};

	(void)state;
	query_url(&users, "https://a.example/api/v1", &page, &url);
	assert_string_equal(buf_text(&url), "https://a.example/api/v1/users?"
					    "filter%5Bupdated_at%5D%5Bgt%5D=2026-11-23T02%3A00%3A00%2B00%3A00"
					    "&stats%5Btotal%5D=count&page%5Bnumber%5D=2&page%5Bsize%5D=5");
}

static void unused_parts_are_left_out(void **state)
{
	static const struct query bare = {.path = "/x", .type = "x"};

	(void)state;
	assert_int_equal(query_optional_parts(&bare), 0);
	expect(&users, 0, BASE "/users?stats%5Btotal%5D=count&page%5Bnumber%5D=2&page%5Bsize%5D=500");
	expect(&bare, 0, BASE "/x?page%5Bnumber%5D=2&page%5Bsize%5D=500");
}

static void paging_may_be_a_part(void **state)
{
	static const struct query query = {.path = "/x", .type = "x", .parts = {SORT("id"), MAY_PAGE}};
	AUTO_BUF name = {0};
	AUTO_BUF text = {0};

	(void)state;
	expect(&query, 0, BASE "/x?sort=id&page%5Bnumber%5D=2&page%5Bsize%5D=500");
	expect(&query, 2, BASE "/x?sort=id");
	expect(&query, 3, BASE "/x");
	assert_true(query_given_up_name(&query, 3, 2, 1, &name));
	assert_string_equal(buf_text(&name), "page");
	query_part_text(&query, 1, &text);
	assert_string_equal(buf_text(&text), "page");
}

static void each_filter_is_a_parameter(void **state)
{
	static const struct query query = {
		.path = "/x",
		.type = "x",
		.parts = {FILTER("kind", "one"), MAY_FILTER("kind", "two"), FILTER("size", "one"), SORT("created_at")},
	};

	(void)state;
	expect(&query, 0,
	       BASE "/x?filter%5Bkind%5D=one,two&filter%5Bsize%5D=one&sort=created_at&page%5Bnumber%5D=2"
		    "&page%5Bsize%5D=500");
	expect(&query, 1 | 2, BASE "/x?filter%5Bsize%5D=one&sort=created_at&page%5Bnumber%5D=2&page%5Bsize%5D=500");
}

static void special_characters_are_encoded(void **state)
{
	static const struct query query = {
		.path = "/x",
		.type = "x",
		.parts = {FILTER("a b", "1&2=3+\xc3\xa9#")},
	};

	(void)state;
	expect(&query, 0, BASE "/x?filter%5Ba%20b%5D=1%262%3D3%2B%C3%A9%23&page%5Bnumber%5D=2&page%5Bsize%5D=500");
}

static void a_full_list_is_used_to_its_end(void **state)
{
	struct query query = {.path = "/x", .type = "x"};
	AUTO_BUF expected = {0};

	(void)state;
	buf_adds(&expected, BASE "/x?include=a");
	for (unsigned i = 0; i < QUERY_PARTS_MAX; i++) {
		query.parts[i] = (struct query_part)MAY_INCLUDE("a", "x");
		if (i > 0)
			buf_adds(&expected, ",a");
	}
	buf_adds(&expected, "&page%5Bnumber%5D=2&page%5Bsize%5D=500");
	assert_int_equal(query_count(&query), QUERY_PARTS_MAX);
	assert_true(query_optional_parts(&query) == UINT64_MAX);
	expect(&query, 0, buf_text(&expected));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_part_is_in_the_url),
		cmocka_unit_test(each_part_can_be_left_out),
		cmocka_unit_test(the_optional_parts_are_known),
		cmocka_unit_test(a_kept_path_brings_what_it_goes_through),
		cmocka_unit_test(parts_have_names),
		cmocka_unit_test(the_url_of_a_record_has_no_parts_of_lists),
		cmocka_unit_test(a_time_is_encoded),
		cmocka_unit_test(unused_parts_are_left_out),
		cmocka_unit_test(paging_may_be_a_part),
		cmocka_unit_test(each_filter_is_a_parameter),
		cmocka_unit_test(special_characters_are_encoded),
		cmocka_unit_test(a_full_list_is_used_to_its_end),
	};

	return cmocka_run_group_tests_name("jsonapi: query", tests, NULL, NULL);
}
