/* Applications, interviews and users, by the mappings that are shipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/mappings/shipped.h"

static void expect_application(const char *attributes, const char *relationships, const char *column, const char *cell)
{
	struct rows rows;
	AUTO_BUF page = {0};

	buf_addf(&page, "{'data':[{'id':'8','type':'applications','attributes':{%s},'relationships':{%s}}]}",
		 attributes, relationships);
	shipped_page(&rows, "/applications", buf_text(&page));
	assert_int_equal(rows.waited, 0);
	shipped_expect(&rows, "applications", 0, column, cell);
	rows_release(&rows);
}

static void the_outcome_depends_on_what_is_set(void **state)
{
	(void)state;
	expect_application("'hired_at':'x','rejected_at':'y'", "", "outcome", "HIRED");
	expect_application("'hired_at':' ','rejected_at':'y'", "", "outcome", "DECLINED");
	expect_application("'hired_at':null,'rejected_at':''", "", "outcome", "PENDING");
	expect_application("", "", "outcome", "PENDING");
}

static void links_are_attributes_first(void **state)
{
	(void)state;
	expect_application("'stage_id':'5'", "'stage':{'data':{'type':'stages','id':'6'}}", "current_stage_id",
			   "1sVWHpG6L2tWZvJXPYi8BVfk");
	expect_application("'stage_id':null", "'stage':{'data':{'type':'stages','id':'6'}}", "current_stage_id",
			   "1f9xL1BQCz7atWNhh6gPN2wZ");
	expect_application("'stage_id':null", "'stage':{'meta':{'included':false}}", "current_stage_id", NULL);
	expect_application("'job_id':5", "", "job_id", "1KKDJUfx15S4NP6LZPQK2qHw");
	expect_application("'candidate_id':'x'", "", "candidate_id", NULL);
}

static void records_are_kept_under_their_path(void **state)
{
	(void)state;
	expect_application(
		"'n' : 1.50", "", "remote_data",
		"{'/applications':{'id':'8','type':'applications','attributes':{'n':1.50},'relationships':{}}}");
}

static void every_row_has_its_identity(void **state)
{
	(void)state;
	expect_application("", "", "id", "2vNyvKa3PtQvy5XKDxBqZGLb");
	expect_application("", "", "remote_id", "8");
	expect_application("", "", "changed_at", "2026-11-23T02:00:00.000Z");
	expect_application("", "", "remote_deleted_at", NULL);
}

static void interviews_are_named_after_their_stage(void **state)
{
	struct rows rows;

	(void)state;
	shipped_page(
		&rows, "/interviews",
		"{'data':[{'id':'1','type':'interviews','attributes':{'start_at':'2019-01-01T10:00:00+01:00',"
		"'interviewable_id':'7','interviewable_type':'Application'},'relationships':{'stage':{'data':"
		"{'type':'stages','id':'9'}}}},{'id':'2','type':'interviews','attributes':{'interviewable_id':'7',"
		"'interviewable_type':'JobSeeker'},'relationships':{'stage':{'data':{'type':'stages','id':'10'}}}},"
		"{'id':'3','type':'interviews','attributes':{'interviewable_id':7}}],"
		"'included':[{'id':'9','type':'stages','attributes':{'name':'Call'}}]}");
	assert_int_equal(rows.count, 3);
	shipped_expect(&rows, "interviews", 0, "title", "Call");
	shipped_expect(&rows, "interviews", 0, "starting_at", "2019-01-01T09:00:00.000Z");
	shipped_expect(&rows, "interviews", 0, "ending_at", NULL);
	shipped_expect(&rows, "interviews", 0, "application_id", "1uCBQBxtJqi6xEMtFRtbGLCX");
	shipped_expect(&rows, "interviews", 1, "title", NULL);
	shipped_expect(&rows, "interviews", 1, "application_id", NULL);
	shipped_expect(&rows, "interviews", 2, "application_id", NULL);
	assert_int_equal(rows_warned(&rows, "interviews", "interviews", "not_included"), 1);
	rows_release(&rows);
}

static void users_keep_valid_addresses_only(void **state)
{
	struct rows rows;

	(void)state;
	shipped_page(&rows, "/users",
		     "{'data':[{'id':'1','type':'users','attributes':{'first_name':'','email':'A@b.co'}},"
		     "{'id':'2','type':'users','attributes':{'email':'a@b'}}]}");
	shipped_expect(&rows, "users", 0, "first_name", "");
	shipped_expect(&rows, "users", 0, "last_name", NULL);
	shipped_expect(&rows, "users", 0, "email", "A@b.co");
	shipped_expect(&rows, "users", 1, "email", NULL);
	assert_int_equal(rows_warned(&rows, "users", "email", "invalid"), 1);
	rows_release(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_outcome_depends_on_what_is_set),
		cmocka_unit_test(links_are_attributes_first),
		cmocka_unit_test(records_are_kept_under_their_path),
		cmocka_unit_test(every_row_has_its_identity),
		cmocka_unit_test(interviews_are_named_after_their_stage),
		cmocka_unit_test(users_keep_valid_addresses_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
