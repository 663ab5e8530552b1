/* What is kept of included resources, by their type, and what is collected of them. Apostrophes stand for quotation marks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/jsonapi/transcript.h"

static enum rc read_included(struct transcript *t, const char *resources)
{
	AUTO_BUF text = {0};

	buf_addf(&text, "{'data':[],'included':[%s]}", resources);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\'')
			text.p[i] = '"';
	transcript_begin(t);
	TRY(document_feed(t->document, buf_sv(&text)));
	return document_finish(t->document);
}

static void expect(const char *resources, const char *log)
{
	struct transcript t;

	transcript_init(&t, false);
	assert_int_equal(read_included(&t, resources), RC_OK);
	assert_string_equal(buf_text(&t.log), log);
	transcript_release(&t);
}

static void expect_wrong(const char *resources, const char *what)
{
	struct transcript t;

	transcript_init(&t, false);
	assert_int_equal(read_included(&t, resources), RC_FORMAT);
	assert_non_null(strstr(rc_text(), what));
	transcript_release(&t);
}

static void each_type_has_names_of_its_own(void **state)
{
	(void)state;
	expect("{'type':'stages','id':'1','attributes':{'a':1,'b':2}},{'type':'one','id':'1','attributes':{'a':1,'b':2}"
	       "}",
	       "included stages 1 a=#1 b=#2\nincluded one 1 b=#2\n");
}

static void resources_of_other_types_are_passed_over(void **state)
{
	(void)state;
	expect("{'type':'other','id':'1','attributes':{'a':{'b':[1]}},'relationships':{'r':{'data':7}}},"
	       "{'type':'one','id':'2','attributes':{'b':1}}",
	       "included one 2 b=#1\n");
	expect_wrong("{'type':'other','attributes':{}}", "has no id");
}

static void a_type_may_come_last(void **state)
{
	(void)state;
	expect("{'relationships':{'s':{'data':{'type':'x','id':'4'}},'q':{'data':[1]},'r':{'data':[]}},"
	       "'attributes':{'q':{'a':[1]},'a':{'k':'\\u00e9'},'b':null,'c':true},'id':'1','type':'stages'}",
	       "included stages 1 a={\"k\":\"\xc3\xa9\"} b=null c=true r[] s(x:4)\n");
	expect("{'id':'1','attributes':{'a':1,'b':2},'type':'one','relationships':{'r':{}}}", "included one 1 b=#2\n");
	expect("{'attributes':{'a':1},'type':'other','id':'1'},{'type':'one','id':'2'}", "included one 2\n");
	expect("{'attributes':{'a':1,'d':2},'id':'1','type':'collected'}", "included collected 1 others={\"d\":2}\n");
	expect("{'attributes':null,'relationships':null,'id':'1','type':'stages'}", "included stages 1\n");
	expect_wrong("{'attributes':{'a':1},'id':'1'}", "has no type");
	expect_wrong("{'relationships':{'r':{'data':7}},'id':'1','type':'stages'}",
		     "neither null, an object nor an array");
}

static void of_members_that_come_twice_the_last_one_wins(void **state)
{
	(void)state;
	expect("{'attributes':{'a':1,'b':2},'attributes':{'c':3},'id':'1','type':'stages'}",
	       "included stages 1 c=#3\n");
	expect("{'attributes':{'a':1,'b':2},'attributes':null,'id':'1','type':'stages'}", "included stages 1\n");
	expect("{'attributes':{'a':1,'b':2},'id':'1','type':'stages','attributes':{'c':3}}",
	       "included stages 1 c=#3\n");
	expect("{'relationships':{'r':{'data':null}},'id':'1','type':'stages','relationships':{}}",
	       "included stages 1\n");
	expect("{'type':'collected','id':'1','attributes':{'d':1},'attributes':{'e':2}}",
	       "included collected 1 others={\"e\":2}\n");
}

static void two_types_are_no_type(void **state)
{
	(void)state;
	expect("{'type':'one','id':'1','type':'one'}", "included one 1\n");
	expect_wrong("{'type':'one','id':'1','attributes':{'b':1},'type':'stages'}", "two types");
}

static void what_has_no_slot_is_collected(void **state)
{
	(void)state;
	expect("{'type':'collected','id':'1','attributes':{'a':1,'z':[1, "
	       "{'y':'\\n'}],'b':2,'c':{'k':1},'n':null,'':false,'d':1.50}}",
	       "included collected 1 b=#2 c={\"k\":1} "
	       "others={\"z\":[1,{\"y\":\"\\n\"}],\"c\":{\"k\":1},\"\":false,\"d\":1.50}\n");
	expect("{'type':'collected','id':'1','attributes':{'a':{'x':1},'n':null}},{'type':'collected','id':'2'}",
	       "included collected 1\nincluded collected 2\n");
}

static void what_ends_alike_is_collected_apart(void **state)
{
	(void)state;
	expect("{'type':'collected','id':'1','attributes':{'x_at':'t','_at':1,'at':2,'y_at':null,'z_at':{'w_at':[]}}}",
	       "included collected 1 others={\"_at\":1,\"at\":2} ending={\"x_at\":\"t\",\"z_at\":{\"w_at\":[]}}\n");
}

static void of_objects_the_other_members_are_collected(void **state)
{
	(void)state;
	expect("{'type':'collected','id':'1','attributes':{'o':{'m':{'k':1},'n':{'m':[2]},'q':null,'p':'x'}}}",
	       "included collected 1 others={\"o\":{\"n\":{\"m\":[2]},\"p\":\"x\"}}\n");
	expect("{'type':'collected','id':'1','attributes':{'o':{'m':1},'d':2}}",
	       "included collected 1 others={\"d\":2}\n");
	expect("{'type':'collected','id':'1','attributes':{'o':[{'n':1}]}},{'type':'collected','id':'2','attributes':{'"
	       "o':'n'}}",
	       "included collected 1\nincluded collected 2\n");
}

static void the_last_of_equal_names_is_collected(void **state)
{
	(void)state;
	expect("{'type':'collected','id':'1','attributes':{'d':1,'e':2,'d':{'k':1,'k':2}}}",
	       "included collected 1 others={\"e\":2,\"d\":{\"k\":1,\"k\":2}}\n");
	expect("{'type':'collected','id':'1','attributes':{'d':1,'e':2,'d':null}},"
	       "{'type':'collected','id':'2','attributes':{'d':1}}",
	       "included collected 1 others={\"e\":2}\nincluded collected 2 others={\"d\":1}\n");
	expect("{'type':'collected','id':'1','attributes':{'d':1,'d':null}}", "included collected 1\n");
	expect("{'type':'collected','id':'1','attributes':{'d':null,'d':1,'d':2}}",
	       "included collected 1 others={\"d\":2}\n");
	expect("{'type':'collected','id':'1','attributes':{'x_at':'t','d':1,'x_at':'u'}}",
	       "included collected 1 others={\"d\":1} ending={\"x_at\":\"u\"}\n");
	expect("{'type':'collected','id':'1','attributes':{'o':{'n':1,'p':2,'n':3,'p':null},'d':1}}",
	       "included collected 1 others={\"o\":{\"n\":3},\"d\":1}\n");
	expect("{'type':'collected','id':'1','attributes':{'o':{'n':1},'d':1,'o':{'m':1}}}",
	       "included collected 1 others={\"d\":1}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_has_names_of_its_own),
		cmocka_unit_test(resources_of_other_types_are_passed_over),
		cmocka_unit_test(a_type_may_come_last),
		cmocka_unit_test(of_members_that_come_twice_the_last_one_wins),
		cmocka_unit_test(two_types_are_no_type),
		cmocka_unit_test(what_has_no_slot_is_collected),
		cmocka_unit_test(what_ends_alike_is_collected_apart),
		cmocka_unit_test(of_objects_the_other_members_are_collected),
		cmocka_unit_test(the_last_of_equal_names_is_collected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
