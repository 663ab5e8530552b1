/* Candidates and their tags, by the mapping that is shipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/mappings/shipped.h"

/* A candidate with these attributes, linked to these applications (ids), which are included with these attributes. */
static void candidate(struct rows *rows, const char *attributes, const char *links, const char *included)
{
	AUTO_BUF page = {0};

	buf_addf(&page,
		 "{'data':[{'id':'5','type':'candidates','attributes':{%s},'relationships':{'applications':{'data':[%s]"
		 "}}}],"
		 "'included':[%s]}",
		 attributes, links, included);
	shipped_page(rows, "/candidates", buf_text(&page));
}

#define LINK(id_) "{'type':'applications','id':'" id_ "'}"
#define APPLICATION(id_, attributes_) "{'id':'" id_ "','type':'applications','attributes':{" attributes_ "}}"

static void expect(const char *attributes, const char *links, const char *included, const char *column,
		   const char *cell)
{
	struct rows rows;

	candidate(&rows, attributes, links, included);
	shipped_expect(&rows, "candidates", 0, column, cell);
	rows_release(&rows);
}

static void the_source_is_of_the_oldest_application_that_has_one(void **state)
{
	static const char three[] = THREE(LINK("9"), LINK("8"), LINK("10"));

	(void)state;
	/* As points in time: 10:00+02:00 is before 09:00Z. */
	expect("", three,
	       TWO(APPLICATION("9", "'created_at':'2019-01-01T09:00:00Z','channel_source':'late'"),
		   APPLICATION("8", "'created_at':'2019-01-01T10:00:00+02:00','channel_source':'early'")),
	       "source", "early");
	/* Unreadable ones last. */
	expect("", three,
	       THREE(APPLICATION("8", "'created_at':'x','channel_source':'unreadable'"),
		     APPLICATION("9", "'channel_source':'absent'"),
		     APPLICATION("10", "'created_at':'2030-01-01','channel_source':'readable'")),
	       "source", "readable");
	/* Then the smallest id, by number. */
	expect("", three,
	       TWO(APPLICATION("10", "'created_at':'2019-01-01','channel_source':'ten'"),
		   APPLICATION("9", "'created_at':'2019-01-01T00:00:00Z','channel_source':'nine'")),
	       "source", "nine");
	/* Blank ones are skipped. */
	expect("", three,
	       THREE(APPLICATION("8", "'created_at':'2019-01-01','channel_source':' '"),
		     APPLICATION("9", "'created_at':'2020-01-01','channel_source':null"),
		     APPLICATION("10", "'created_at':'2021-01-01','channel_source':'third'")),
	       "source", "third");
}

static void the_channel_replaces_a_missing_source(void **state)
{
	static const char two[] = TWO(LINK("8"), LINK("9"));

	(void)state;
	expect("", two,
	       TWO(APPLICATION("8", "'created_at':'2019-01-01','channel':'old channel','channel_source':''"),
		   APPLICATION("9", "'created_at':'2020-01-01','channel':'x','channel_source':'new source'")),
	       "source", "new source");
	expect("", two,
	       TWO(APPLICATION("8", "'created_at':'2019-01-01','channel':' '"),
		   APPLICATION("9", "'created_at':'2020-01-01','channel':'second'")),
	       "source", "second");
	expect("", LINK("8"), APPLICATION("9", "'channel':'not linked'"), "source", NULL);
	expect("", "", "", "source", NULL);
}

static void lists_of_one_or_none(void **state)
{
	(void)state;
	expect("'phone':'+44 1'", "", "", "phone_numbers", "[{'phone_number':'+44 1','type':null}]");
	expect("'phone':' '", "", "", "phone_numbers", "[]");
	expect("", "", "", "phone_numbers", "[]");
	expect("'email':'a@b.co'", "", "", "email_addresses", "[{'email_address':'a@b.co','type':null}]");
	expect("'email':''", "", "", "email_addresses", "[]");
	expect("'email':'a@b'", "", "", "email_addresses", "[]");
}

static void invalid_addresses_are_counted(void **state)
{
	struct rows rows;

	(void)state;
	candidate(&rows, "'email':'a@b'", "", "");
	assert_int_equal(rows_warned(&rows, "candidates", "email", "invalid"), 1);
	rows_release(&rows);
	candidate(&rows, "'email':' '", "", "");
	assert_int_equal(rows_warned(&rows, "candidates", "email", "invalid"), 0);
	rows_release(&rows);
}

static void profiles_are_listed_once_oldest_first(void **state)
{
	(void)state;
	expect("", FIVE(LINK("7"), LINK("8"), LINK("9"), LINK("10"), LINK("11")),
	       FIVE(APPLICATION("7", "'created_at':'2022-01-01','linkedin_url':'https://x.co/in/b?t=1/2'"),
		    APPLICATION("8", "'created_at':'2021-01-01','linkedin_url':'https://x.co/in/a/'"),
		    APPLICATION("9", "'created_at':'2023-01-01','linkedin_url':'https://x.co/in/a/'"),
		    APPLICATION("10", "'created_at':'2024-01-01','linkedin_url':' '"),
		    APPLICATION("11", "'created_at':'2025-01-01','linkedin_url':null")),
	       "social_media",
	       "[{'link':'https://x.co/in/a/','type':'LINKEDIN','username':'a'},"
	       "{'link':'https://x.co/in/b?t=1/2','type':'LINKEDIN','username':'b'}]");
	expect("", "", "", "social_media", "[]");
}

static void a_user_name_is_what_follows_in(void **state)
{
	static const struct {
		const char *link, *name;
	} cases[] = {
		{"https://linkedin.com/in/ann-lee", "'ann-lee'"},
		{"x/in/ann#top", "'ann'"},
		{"/in/ann/in/bob", "'ann'"},
		{"https://linkedin.com/company/x", "null"},
		{"https://linkedin.com/in/", "null"},
		{"https://linkedin.com/in", "null"},
		{"https://linkedin.com/in//ann", "null"},
		{"ann", "null"},
		{"/IN/ann", "null"},
		{"/in/é", "'é'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		AUTO_BUF included = {0}, expected = {0};

		buf_addf(&included, APPLICATION("7", "'linkedin_url':'%s'"), cases[i].link);
		buf_addf(&expected, "[{'link':'%s','type':'LINKEDIN','username':%s}]", cases[i].link, cases[i].name);
		expect("", LINK("7"), buf_text(&included), "social_media", buf_text(&expected));
	}
}

static void expect_country(const char *sent, const char *included, const char *expected)
{
	AUTO_BUF attributes = {0}, cell = {0};

	buf_addf(&attributes, "'country':%s", sent);
	if (expected)
		buf_addf(&cell,
			 "{'city':null,'country':'%s','raw':null,'state':null,'street_1':null,'street_2':null,'zip_"
			 "code':null}",
			 expected);
	expect(buf_text(&attributes), TWO(LINK("7"), LINK("8")), included, "location",
	       expected ? buf_text(&cell) : NULL);
}

static void a_country_becomes_a_code_if_one_is_known(void **state)
{
	static const char known[] = TWO(APPLICATION("7", "'country':'United Kingdom','country_code':' '"),
					APPLICATION("8", "'country_name':'United Kingdom','country_code':'gb'"));

	(void)state;
	expect_country("'GB'", "", "GB");
	expect_country("'gb'", "", "GB");
	expect_country("'United Kingdom'", known, "gb");
	expect_country("'Germany'", known, "Germany");
	expect_country("'United Kingdom'", "", "United Kingdom");
	expect_country("'é'", "", "é");
	expect_country("'g1'", "", "g1");
	expect_country("''", known, NULL);
	expect_country("' '", known, NULL);
	expect_country("null", known, NULL);
}

static void a_location_keeps_what_is_not_blank(void **state)
{
	(void)state;
	expect("'town':'Leeds','state_province':' ','address1':'1 A St','address2':'','postcode':'L1','country':null",
	       "", "", "location",
	       "{'city':'Leeds','country':null,'raw':null,'state':null,'street_1':'1 A St','street_2':null,"
	       "'zip_code':'L1'}");
	expect("'town':' '", "", "", "location", NULL);
}

#define TAGS_OF_FIVE                                                                                                   \
	"'tags':[{'context':'general','name':'vip'},{'context':'general','tag':'vip'},'plain',{'name':'plain'},"       \
	"{'context':null,'name':'plain'},{'context':'x','name':' "                                                     \
	"','tag':'alias'},7,null,true,[],['a'],{},{'name':''},"                                                        \
	"{'name':{'a':'b'}},{'context':['x'],'name':'y'},'',{'name':5,'context':'n'}]"

static void tags_come_in_every_form(void **state)
{
	struct rows rows;

	(void)state;
	candidate(&rows, TAGS_OF_FIVE, "", "");
	assert_int_equal(rows_of(&rows, "tags"), 4);
	shipped_expect(&rows, "tags", 0, "remote_id", "general:vip");
	shipped_expect(&rows, "tags", 0, "name", "vip");
	shipped_expect(&rows, "tags", 0, "id", "36Lxsf3FUG4vmboDBWDmRrXL");
	shipped_expect(&rows, "tags", 1, "remote_id", ":plain");
	shipped_expect(&rows, "tags", 2, "remote_id", "x:alias");
	shipped_expect(&rows, "tags", 3, "remote_id", "n:5");
	shipped_expect(&rows, "tags", 3, "name", "5");
	assert_int_equal(rows_of(&rows, "candidate_tags"), 4);
	shipped_expect(&rows, "candidate_tags", 0, "candidate_id", "3CsWyj7ArBW91sUA1efqby8r");
	shipped_expect(&rows, "candidate_tags", 0, "tag_id", "36Lxsf3FUG4vmboDBWDmRrXL");
	shipped_expect(&rows, "candidate_tags", 0, "id", "1umbz6Dryivvr8KLC5sMDgpp");
	assert_int_equal(rows_warned(&rows, "tags", "tags", "invalid"), 10);
	rows_release(&rows);
}

static void tags_that_are_not_a_list_are_skipped(void **state)
{
	static const char *const forms[] = {"'tags':'vip'", "'tags':{'name':'vip'}", "'tags':5", "'tags':false"};
	struct rows rows;

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		candidate(&rows, forms[i], "", "");
		assert_int_equal(rows_of(&rows, "tags"), 0);
		assert_int_equal(rows_warned(&rows, "tags", "tags", "invalid"), 1);
		rows_release(&rows);
	}
	candidate(&rows, "'tags':null", "", "");
	assert_int_equal(rows_warned(&rows, "tags", "tags", "invalid"), 0);
	rows_release(&rows);
}

static void tags_are_written_once_in_a_run(void **state)
{
	static const char again[] =
		"{\"data\":[{\"id\":\"6\",\"type\":\"candidates\",\"attributes\":{\"tags\":[\"plain\",\"new\"]}}]}";
	struct rows rows;

	(void)state;
	candidate(&rows, TAGS_OF_FIVE, "", "");
	rows_forget(&rows);
	assert_int_equal(rows_page(&rows, sv_of(again)), RC_OK);
	assert_int_equal(rows_of(&rows, "tags"), 1);
	shipped_expect(&rows, "tags", 0, "name", "new");
	assert_int_equal(rows_of(&rows, "candidate_tags"), 2);
	rows_release(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_source_is_of_the_oldest_application_that_has_one),
		cmocka_unit_test(the_channel_replaces_a_missing_source),
		cmocka_unit_test(lists_of_one_or_none),
		cmocka_unit_test(invalid_addresses_are_counted),
		cmocka_unit_test(profiles_are_listed_once_oldest_first),
		cmocka_unit_test(a_user_name_is_what_follows_in),
		cmocka_unit_test(a_country_becomes_a_code_if_one_is_known),
		cmocka_unit_test(a_location_keeps_what_is_not_blank),
		cmocka_unit_test(tags_come_in_every_form),
		cmocka_unit_test(tags_that_are_not_a_list_are_skipped),
		cmocka_unit_test(tags_are_written_once_in_a_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
