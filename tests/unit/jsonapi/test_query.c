#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jsonapi/query.h"

static const struct query jobs = {
	.path = "/jobs",
	.type = "jobs",
	.include = {"department", "custom_attributes", "custom_attributes.custom_field"},
	.filter = "visibility",
	.filter_values = {"external", "private_job"},
	.extra_fields = "tags",
	.optional = {{"custom_attributes.custom_field", WITHOUT_INCLUDE},
		     {"private_job", WITHOUT_FILTER_VALUE},
		     {"extra_fields", WITHOUT_EXTRA_FIELDS},
		     {"stats", WITHOUT_STATS}},
};

static void expect(const struct query *query, unsigned given_up, const char *expected)
{
	AUTO_BUF url = {0};

	query_url(query, "https://a.example/api/v1",
		  &(struct query_page){.given_up = given_up, .number = 2, .size = 500}, &url);
	assert_string_equal(buf_text(&url), expected);
}

static void every_part_is_in_the_url(void **state)
{
	(void)state;
	expect(&jobs, 0,
	       "https://a.example/api/v1/jobs?include=department,custom_attributes,custom_attributes.custom_field"
	       "&filter%5Bvisibility%5D=external,private_job&extra_fields%5Bjobs%5D=tags&stats%5Btotal%5D=count"
	       "&sort=id&page%5Bnumber%5D=2&page%5Bsize%5D=500");
}

static void each_part_can_be_given_up(void **state)
{
	(void)state;
	expect(&jobs, 1,
	       "https://a.example/api/v1/jobs?include=department,custom_attributes"
	       "&filter%5Bvisibility%5D=external,private_job&extra_fields%5Bjobs%5D=tags&stats%5Btotal%5D=count"
	       "&sort=id&page%5Bnumber%5D=2&page%5Bsize%5D=500");
	expect(&jobs, 2 | 4 | 8,
	       "https://a.example/api/v1/jobs?include=department,custom_attributes,custom_attributes.custom_field"
	       "&filter%5Bvisibility%5D=external&sort=id&page%5Bnumber%5D=2&page%5Bsize%5D=500");
}

static void expect_record(const struct query *query, struct query_record record, const char *expected)
{
	AUTO_BUF url = {0};

	query_record_url(query, "https://a.example/api/v1", &record, &url);
	assert_string_equal(buf_text(&url), expected);
}

static void the_url_of_a_record_has_no_parts_of_lists(void **state)
{
	static const struct query users = {.path = "/users", .type = "users", .unsorted = true};

	(void)state;
	expect_record(
		&jobs, (struct query_record){.id = SV("17")},
		"https://a.example/api/v1/jobs/17?include=department,custom_attributes,custom_attributes.custom_field"
		"&filter%5Bvisibility%5D=external,private_job&extra_fields%5Bjobs%5D=tags");
	expect_record(
		&jobs, (struct query_record){.id = SV("17"), .given_up = 2 | 4},
		"https://a.example/api/v1/jobs/17?include=department,custom_attributes,custom_attributes.custom_field"
		"&filter%5Bvisibility%5D=external");
	expect_record(
		&jobs, (struct query_record){.id = SV("17"), .given_up = 4, .unfiltered = true},
		"https://a.example/api/v1/jobs/17?include=department,custom_attributes,custom_attributes.custom_field");
	expect_record(&users, (struct query_record){.id = SV("17")}, "https://a.example/api/v1/users/17");
	expect_record(&users, (struct query_record){.id = SV("1/../?x")},
		      "https://a.example/api/v1/users/1%2F..%2F%3Fx");
}

static void a_time_is_encoded(void **state)
{
	static const struct query users = {.path = "/users", .type = "users", .unsorted = true};
	const struct query_page page = {.number = 2, .size = 5, .updated_since = "2026-11-23T02:00:00+00:00"};
	AUTO_BUF url = {0};

	(void)state;
	query_url(&users, "https://a.example/api/v1", &page, &url);
	assert_string_equal(buf_text(&url), "https://a.example/api/v1/users?"
					    "filter%5Bupdated_at%5D%5Bgt%5D=2026-11-23T02%3A00%3A00%2B00%3A00"
					    "&stats%5Btotal%5D=count&page%5Bnumber%5D=2&page%5Bsize%5D=5");
}

static void unused_parts_are_left_out(void **state)
{
	static const struct query users = {.path = "/users", .type = "users", .unsorted = true};

	(void)state;
	assert_int_equal(query_optional_count(&users), 0);
	expect(&users, 0,
	       "https://a.example/api/v1/users?stats%5Btotal%5D=count&page%5Bnumber%5D=2&page%5Bsize%5D=500");
}

static void an_empty_list_is_left_out(void **state)
{
	static const struct query query = {
		.path = "/x",
		.type = "x",
		.include = {"only"},
		.filter = "kind",
		.filter_values = {"one"},
		.optional = {{"only", WITHOUT_INCLUDE}, {"one", WITHOUT_FILTER_VALUE}},
	};

	(void)state;
	expect(&query, 3,
	       "https://a.example/api/v1/x?stats%5Btotal%5D=count&sort=id&page%5Bnumber%5D=2&page%5Bsize%5D=500");
}

static void special_characters_are_encoded(void **state)
{
	static const struct query query = {
		.path = "/x",
		.type = "x",
		.unsorted = true,
		.filter = "a b",
		.filter_values = {"1&2=3+\xc3\xa9#"},
	};

	(void)state;
	expect(&query, 0,
	       "https://a.example/api/v1/x?filter%5Ba%20b%5D=1%262%3D3%2B%C3%A9%23&stats%5Btotal%5D=count"
	       "&page%5Bnumber%5D=2&page%5Bsize%5D=500");
}

static void full_lists_are_used_to_their_end(void **state)
{
	static const struct query query = {
		.path = "/x",
		.type = "x",
		.unsorted = true,
		.include = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"},
	};

	(void)state;
	assert_int_equal(query_optional_count(&jobs), QUERY_OPTIONAL_MAX);
	expect(&query, 0,
	       "https://a.example/api/v1/x?include=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p&stats%5Btotal%5D=count"
	       "&page%5Bnumber%5D=2&page%5Bsize%5D=500");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_part_is_in_the_url),
		cmocka_unit_test(each_part_can_be_given_up),
		cmocka_unit_test(the_url_of_a_record_has_no_parts_of_lists),
		cmocka_unit_test(a_time_is_encoded),
		cmocka_unit_test(unused_parts_are_left_out),
		cmocka_unit_test(an_empty_list_is_left_out),
		cmocka_unit_test(special_characters_are_encoded),
		cmocka_unit_test(full_lists_are_used_to_their_end),
	};

	return cmocka_run_group_tests_name("jsonapi: query", tests, NULL, NULL);
}
