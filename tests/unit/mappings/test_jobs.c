/* Jobs, their stages, questions and people, by the mapping that is shipped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/mappings/shipped.h"

#define LINKED(name_, data_) "'" name_ "':{'data':" data_ "}"
#define ONE(type_, id_) "{'type':'" type_ "','id':'" id_ "'}"
#define CUSTOM(id_) ONE("custom_attributes", id_)
#define INCLUDED(type_, id_, attributes_) "{'id':'" id_ "','type':'" type_ "','attributes':{" attributes_ "}}"

static void job(struct rows *rows, const char *attributes, const char *relationships, const char *included)
{
	AUTO_BUF page = {0};

	buf_addf(&page, "{'data':[{'id':'7','type':'jobs','attributes':{%s},'relationships':{%s}}],'included':[%s]}",
		 attributes, relationships, included);
	shipped_page(rows, "/jobs", buf_text(&page));
}

static void expect(const char *attributes, const char *relationships, const char *included, const char *column,
		   const char *cell)
{
	struct rows rows;

	job(&rows, attributes, relationships, included);
	shipped_expect(&rows, "jobs", 0, column, cell);
	rows_release(&rows);
}

static void expect_attribute(const char *attributes, const char *column, const char *cell)
{
	expect(attributes, "", "", column, cell);
}

static void enums_are_translated(void **state)
{
	(void)state;
	expect_attribute("'employment_type':'part_time_term_time'", "employment_type", "PART_TIME");
	expect_attribute("'employment_type':'volunteer'", "employment_type", "volunteer");
	expect_attribute("'employment_type':' '", "employment_type", NULL);
	expect_attribute("'status':'filled'", "status", "CLOSED");
	expect_attribute("'status':'hold'", "status", "hold");
	expect_attribute("'visibility':'private_job'", "visibility", "UNLISTED");
	expect_attribute("'compensation_frequency':'two_weeks'", "salary_period", "TWO_WEEKS");
}

static void only_undocumented_values_are_counted(void **state)
{
	struct rows rows;

	(void)state;
	job(&rows, "'status':'hold','employment_type':'bank','visibility':'secret'", "", "");
	assert_int_equal(rows_warned(&rows, "jobs", "status", "unmapped"), 0);
	assert_int_equal(rows_warned(&rows, "jobs", "employment_type", "unmapped"), 0);
	assert_int_equal(rows_warned(&rows, "jobs", "visibility", "unmapped"), 1);
	rows_release(&rows);
}

static void confidential_is_read_from_the_visibility(void **state)
{
	(void)state;
	expect_attribute("'visibility':'confidential'", "confidential", "true");
	expect_attribute("'visibility':'external'", "confidential", "false");
	expect_attribute("'visibility':''", "confidential", NULL);
	expect_attribute("", "confidential", NULL);
}

static void closed_at_falls_back_to_filled_at(void **state)
{
	(void)state;
	expect_attribute("'closed_at':'2020-01-01','filled_at':'2021-01-01'", "closed_at", "2020-01-01T00:00:00.000Z");
	expect_attribute("'closed_at':'','filled_at':'2021-01-01'", "closed_at", "2021-01-01T00:00:00.000Z");
	expect_attribute("'closed_at':null,'filled_at':'2021-01-01'", "closed_at", "2021-01-01T00:00:00.000Z");
	expect_attribute("'closed_at':'bad','filled_at':'2021-01-01'", "closed_at", NULL);
}

static void the_location_is_the_linked_one_or_the_custom_one(void **state)
{
	static const char custom[] = "'custom_town':'Town','custom_country':'Land','custom_county':'Shire'",
			  custom_location[] =
				  "{'city':'Town','country':'Land','raw':null,'state':'Shire','street_1':null,"
				  "'street_2':null,'zip_code':null}",
			  linked[] = LINKED("location", ONE("locations", "2"));

	(void)state;
	expect(custom, linked,
	       INCLUDED("locations", "2",
			"'name':'HQ','city':'Leeds','country_code':'GB','province':' ','postal_code':'L1',"
			"'street_address':'1 A St'"),
	       "location",
	       "{'city':'Leeds','country':'GB','raw':'HQ','state':null,'street_1':'1 A St','street_2':null,"
	       "'zip_code':'L1'}");
	expect(custom, linked, "", "location", custom_location);
	expect(custom, LINKED("location", "null"), "", "location", custom_location);
	expect(custom, linked, INCLUDED("locations", "2", "'city':''"), "location", NULL);
	expect("", "", "", "location", NULL);
}

static void custom_fields_are_keyed_by_name(void **state)
{
	static const char four[] =
		LINKED("custom_attributes", "[" FOUR(CUSTOM("3"), CUSTOM("1"), CUSTOM("2"), CUSTOM("4")) "]");

	(void)state;
	expect("", four,
	       FOUR(INCLUDED("custom_attributes", "1", "'field_name':'b','value':['x', 1.50]"),
		    INCLUDED("custom_attributes", "2", "'field_name':'a','value':null"),
		    INCLUDED("custom_attributes", "3", "'field_name':'a','value':{'k':true}"),
		    INCLUDED("custom_attributes", "4", "'value':'nameless'")),
	       "custom_fields", "{'a':[{'k':true},null],'b':['x',1.50]}");
	expect("", four,
	       THREE(INCLUDED("custom_attributes", "1", "'field_name':'n','value':1"),
		     INCLUDED("custom_attributes", "2", "'field_name':'n','value':2"),
		     INCLUDED("custom_attributes", "3", "'field_name':'n','value':3")),
	       "custom_fields", "{'n':[3,1,2]}");
	expect("", "", "", "custom_fields", "{}");
}

/* What a relationship brings has one type: the attributes of another one have no names here. */
static void links_to_another_type_bring_nothing(void **state)
{
	(void)state;
	expect("", LINKED("custom_attributes", "[" TWO(CUSTOM("1"), ONE("other_attributes", "1")) "]"),
	       TWO(INCLUDED("custom_attributes", "1", "'field_name':'a','value':1"),
		   INCLUDED("other_attributes", "1", "'field_name':'b','value':2")),
	       "custom_fields", "{'a':1}");
}

static void integration_fields_are_default_then_custom(void **state)
{
	struct rows rows;

	(void)state;
	job(&rows, "'remote':false,'workplace_type':'onsite','deadline_at':null,'requisition_id':''",
	    LINKED("custom_attributes", "[" THREE(CUSTOM("1"), CUSTOM("2"), CUSTOM("3")) "]"),
	    "{'id':'1','type':'custom_attributes','attributes':{'field_name':'Shift','value':'n'},'relationships':{"
	    "'custom_field':{'data':{'type':'custom_fields','id':'40'}}}},"
	    "{'id':'2','type':'custom_attributes','attributes':{'field_name':'Shift','value':2},'relationships':{"
	    "'custom_fields':{'data':[{'type':'custom_fields','id':'41'}]}}},"
	    "{'id':'3','type':'custom_attributes','attributes':{'field_name':'Other'}}");
	shipped_expect(
		&rows, "jobs", 0, "integration_fields",
		"[{'id':'1ggJGpVxSnhf5YQckz6e7Smc','key':'workplace_type','type':'DEFAULT','value':'onsite','label':"
		"null},"
		"{'id':'2xQC7AeELkTf2VdHUZRrV73q','key':'remote','type':'DEFAULT','value':false,'label':null},"
		"{'id':'273oq8wezZUwaNkHZ154XXu2','key':'requisition_id','type':'DEFAULT','value':'','label':null},"
		"{'id':'1i8MkhmUiPLAG7MZEwVRugjE','key':'custom_field_40','type':'CUSTOM','value':'n','label':'Shift'},"
		"{'id':'1983i3UBe1TWwEcLbddBrteg','key':'custom_field_41','type':'CUSTOM','value':2,'label':'Shift'},"
		"{'id':'2KpVHy2YbNqp9TPfgND6yRZL','key':'Other','type':'CUSTOM','value':null,'label':'Other'}]");
	rows_release(&rows);
}

static void the_contact_is_the_recruiter_before_the_manager(void **state)
{
	(void)state;
	expect("",
	       LINKED("hiring_manager_user", ONE("users", "3")) "," LINKED("recruitment_manager_user",
									   ONE("users", "4")),
	       "", "contact_id", "2fbuDAWGAwkE4o5CA6ALmdB1");
	expect("", LINKED("hiring_manager_user", ONE("users", "3")) "," LINKED("recruitment_manager_user", "null"), "",
	       "contact_id", "1LRd6gsJNc4rocKpDXvqyPry");
	expect("", "", "", "contact_id", NULL);
}

static void a_hiring_team_has_one_row_for_each_user(void **state)
{
	struct rows rows;

	(void)state;
	job(&rows, "",
	    LINKED("recruitment_manager_user", ONE("users", "3")) "," LINKED("hiring_manager_user", ONE("users", "3")),
	    "");
	assert_int_equal(rows_of(&rows, "job_hiring_team"), 1);
	shipped_expect(&rows, "job_hiring_team", 0, "roles", "['HIRING_MANAGER','RECRUITER']");
	shipped_expect(&rows, "job_hiring_team", 0, "user_id", "1LRd6gsJNc4rocKpDXvqyPry");
	shipped_expect(&rows, "job_hiring_team", 0, "id", "2qtuojsnS4bMrSxKhrhTxnn5");
	rows_release(&rows);
	job(&rows, "",
	    LINKED("recruitment_manager_user", ONE("users", "3")) "," LINKED("hiring_manager_user", ONE("users", "4")),
	    "");
	assert_int_equal(rows_of(&rows, "job_hiring_team"), 2);
	shipped_expect(&rows, "job_hiring_team", 0, "roles", "['HIRING_MANAGER']");
	shipped_expect(&rows, "job_hiring_team", 1, "roles", "['RECRUITER']");
	rows_release(&rows);
	job(&rows, "", "", "");
	assert_int_equal(rows_of(&rows, "job_hiring_team"), 0);
	rows_release(&rows);
}

static void expect_format(const char *attributes, const char *format)
{
	struct rows rows;
	AUTO_BUF included = {0};

	buf_addf(&included, INCLUDED("questions", "20", "%s"), attributes);
	job(&rows, "", LINKED("questions", "[" ONE("questions", "20") "]"), buf_text(&included));
	shipped_expect(&rows, "screening_questions", 0, "format", format);
	rows_release(&rows);
}

static void questions_have_formats(void **state)
{
	(void)state;
	expect_format("'question_type':'short_text'", "{'type':'TEXT','display_type':'SINGLE_LINE','max_length':null}");
	expect_format("'question_type':'boolean'", "{'type':'BOOLEAN'}");
	expect_format("'question_type':'odd'", "{'type':'UNKNOWN','raw_question':{'question_type':'odd'}}");
	expect_format("'question_type':['odd']", "{'type':'UNKNOWN','raw_question':{'question_type':['odd']}}");
	expect_format("", "{'type':'UNKNOWN','raw_question':{'question_type':null}}");
	expect_format("'question_type':'multiple_choice','multiple_choice_options':['a','b'],'max_num_required_answer_"
		      "options':1",
		      "{'type':'SINGLE_SELECT','display_type':null,'options':[{'id':'26aU9sic9Wi5D5UyTZmMnZ3H','remote_"
		      "id':null,'name':'a'},{'id':'2xv1bG4JnfViNaNy1JqZ3ScX','remote_id':null,'name':'b'}]}");
	expect_format(
		"'question_type':'multiple_choice','multiple_choice_options':'a','max_num_required_answer_options':'2'",
		"{'type':'MULTI_SELECT','options':[{'id':'26aU9sic9Wi5D5UyTZmMnZ3H','remote_id':null,'name':'a'}]}");
	expect_format("'question_type':'multiple_choice','multiple_choice_options':[true,false,'a',7,null,{'b':true}]",
		      "{'type':'SINGLE_SELECT','display_type':null,'options':["
		      "{'id':'26aU9sic9Wi5D5UyTZmMnZ3H','remote_id':null,'name':'true'},"
		      "{'id':'2xv1bG4JnfViNaNy1JqZ3ScX','remote_id':null,'name':'false'},"
		      "{'id':'1ZKkz7Ws1GhrTKKrDGS7UJaw','remote_id':null,'name':'a'},"
		      "{'id':'288YGKKjm2AEFKKiP9vosep3','remote_id':null,'name':'7'},"
		      "{'id':'1h1JY4GJ9ZPFCUbzL9k98hVA','remote_id':null,'name':null},"
		      "{'id':'2dFdgwKbCQwBDT1P3kHRxZTY','remote_id':null,'name':null}]}");
	expect_format("'question_type':'multiple_choice','multiple_choice_options':[]",
		      "{'type':'SINGLE_SELECT','display_type':null,'options':[]}");
	expect_format("'question_type':'multiple_choice','multiple_choice_options':null",
		      "{'type':'SINGLE_SELECT','display_type':null,'options':[]}");
}

static void questions_are_linked_in_linkage_order(void **state)
{
	struct rows rows;

	(void)state;
	job(&rows, "", LINKED("questions", "[" TWO(ONE("questions", "21"), ONE("questions", "20")) "]"),
	    TWO(INCLUDED("questions", "20", "'title':'Why?','required':true"),
		INCLUDED("questions", "21", "'additional_information':'x','required':null")));
	shipped_expect(&rows, "job_screening_questions", 0, "index", "0");
	shipped_expect(&rows, "job_screening_questions", 0, "question_id", "3GGf7yf6awCbvTCU75gHTkva");
	shipped_expect(&rows, "job_screening_questions", 0, "required", NULL);
	shipped_expect(&rows, "job_screening_questions", 1, "required", "true");
	shipped_expect(&rows, "job_screening_questions", 1, "precondition_question_id", NULL);
	shipped_expect(&rows, "job_screening_questions", 1, "precondition_options", NULL);
	shipped_expect(&rows, "screening_questions", 0, "description", "x");
	shipped_expect(&rows, "screening_questions", 1, "title", "Why?");
	rows_release(&rows);
}

static void stages_are_linked_by_position(void **state)
{
	struct rows rows;

	(void)state;
	job(&rows, "", LINKED("stages", "[" TWO(ONE("stages", "11"), ONE("stages", "9")) "]"),
	    TWO(INCLUDED("stages", "9", "'name':'Applied','position':1"),
		INCLUDED("stages", "11", "'name':'Hired','position':2")));
	shipped_expect(&rows, "application_stages", 0, "name", "Applied");
	shipped_expect(&rows, "job_application_stages", 0, "stage_id", "31ZCiowSdiJrMbCQ9D2s1X8K");
	shipped_expect(&rows, "job_application_stages", 1, "index", "1");
	shipped_expect(&rows, "job_application_stages", 1, "id", "1VessHEyfA2fp1hLo2xsKeLu");
	rows_release(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enums_are_translated),
		cmocka_unit_test(only_undocumented_values_are_counted),
		cmocka_unit_test(confidential_is_read_from_the_visibility),
		cmocka_unit_test(closed_at_falls_back_to_filled_at),
		cmocka_unit_test(the_location_is_the_linked_one_or_the_custom_one),
		cmocka_unit_test(custom_fields_are_keyed_by_name),
		cmocka_unit_test(links_to_another_type_bring_nothing),
		cmocka_unit_test(integration_fields_are_default_then_custom),
		cmocka_unit_test(the_contact_is_the_recruiter_before_the_manager),
		cmocka_unit_test(a_hiring_team_has_one_row_for_each_user),
		cmocka_unit_test(questions_have_formats),
		cmocka_unit_test(questions_are_linked_in_linkage_order),
		cmocka_unit_test(stages_are_linked_by_position),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
