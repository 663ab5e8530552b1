#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/jsonapi/transcript.h"

static enum rc read_whole(struct transcript *t, struct sv text)
{
	transcript_begin(t);
	TRY(document_feed(t->document, text));
	return document_finish(t->document);
}

static void expect_raw(struct sv text, const char *resources)
{
	struct transcript t;

	transcript_init(&t, true);
	assert_int_equal(read_whole(&t, text), RC_OK);
	assert_string_equal(buf_text(&t.log), resources);
	transcript_release(&t);
}

static void expect(struct sv text, const char *resources)
{
	struct transcript t;

	transcript_init(&t, false);
	assert_int_equal(read_whole(&t, text), RC_OK);
	assert_string_equal(buf_text(&t.log), resources);
	transcript_release(&t);
}

/* One resource in `data`; `members` follow its type and id. */
static void expect_one(const char *members, const char *resource)
{
	AUTO_BUF text = {0};

	buf_addf(&text, "{\"data\":[{\"type\":\"jobs\",\"id\":\"7\"%s}]}", members);
	expect(buf_sv(&text), resource);
}

static void expect_end(struct sv text, enum rc expected)
{
	struct transcript t;

	transcript_init(&t, true);
	assert_int_equal(read_whole(&t, text), expected);
	assert_false(document_broken_off(t.document));
	transcript_release(&t);
}

static void expect_wrong(struct sv text)
{
	expect_end(text, RC_FORMAT);
}

static struct document_facts facts_of(struct sv text)
{
	struct document_facts facts;
	struct transcript t;

	transcript_init(&t, false);
	assert_int_equal(read_whole(&t, text), RC_OK);
	facts = *document_facts(t.document);
	transcript_release(&t);
	return facts;
}

static void resources_come_in_order(void **state)
{
	(void)state;
	expect(SV("{\"data\":[{\"id\":\"1\",\"type\":\"jobs\",\"attributes\":{\"a\":\"x\"}},{\"id\":\"2\",\"type\":"
		  "\"jobs\"}],"
		  "\"included\":[{\"id\":\"7\",\"type\":\"stages\",\"attributes\":{\"b\":null}}],\"meta\":{}}"),
	       "data jobs 1 a='x'\ndata jobs 2\nincluded stages 7 b=null\n");
	expect(SV("{\"data\":[]}"), "");
	expect(SV("{\"data\":[],\"included\":[]}"), "");
	expect(SV("{\"data\":[],\"included\":null,\"meta\":null,\"links\":null,\"jsonapi\":{\"version\":\"1.0\"}}"),
	       "");
}

static void members_come_in_any_order(void **state)
{
	(void)state;
	expect(SV("{\"included\":[{\"attributes\":{\"a\":1},\"type\":\"stages\",\"id\":\"7\"}],\"meta\":{\"data\":[1]},"
		  "\"data\":[{\"relationships\":{\"r\":{\"links\":{\"data\":1},\"data\":{\"id\":\"7\",\"type\":"
		  "\"stages\"}}},"
		  "\"attributes\":{\"c\":true,\"a\":false},\"type\":\"jobs\",\"id\":\"1\"}]}"),
	       "included stages 7 a=#1\ndata jobs 1 a=false c=true r(stages:7)\n");
}

static void whether_included_came_first_is_known(void **state)
{
	(void)state;
	assert_true(facts_of(SV("{\"included\":[],\"data\":[]}")).included_first);
	assert_false(facts_of(SV("{\"data\":[],\"included\":[]}")).included_first);
	assert_false(facts_of(SV("{\"data\":[]}")).included_first);
	assert_false(facts_of(SV("{\"included\":null,\"data\":[]}")).included_first);
}

static void data_may_be_one_object(void **state)
{
	(void)state;
	expect(SV("{\"data\":{\"id\":\"1\",\"type\":\"jobs\"},\"included\":[{\"id\":\"2\",\"type\":\"x\"}],\"meta\":{}"
		  "}"),
	       "data jobs 1\nincluded x 2\n");
	expect_raw(SV("{\"data\": {\"id\": \"1\", \"type\": \"jobs\"} }"),
		   "data jobs 1 <{\"id\":\"1\",\"type\":\"jobs\"}>\n");
	assert_int_equal(facts_of(SV("{\"data\":{\"id\":\"1\",\"type\":\"jobs\"}}")).records, 1);
}

static void ids_may_be_integers(void **state)
{
	(void)state;
	expect(SV("{\"data\":[{\"id\":12345678901234567890123,\"type\":\"jobs\",\"relationships\":{\"r\":{\"data\":"
		  "[{\"type\":\"x\",\"id\":4},{\"type\":\"x\",\"id\":\"5\"}]}}}],\"included\":[{\"id\":4,\"type\":"
		  "\"x\"}]}"),
	       "data jobs 12345678901234567890123 r[x:4,x:5]\nincluded x 4\n");
}

static void records_need_a_type_and_an_id_of_digits(void **state)
{
	(void)state;
	expect_wrong(SV("{\"data\":[{\"id\":\"1\"}]}"));
	expect_wrong(SV("{\"data\":[{\"type\":\"jobs\"}]}"));
	expect_wrong(SV("{\"data\":[{\"id\":\"\",\"type\":\"jobs\"}]}"));
	expect_wrong(SV("{\"data\":[{\"id\":null,\"type\":\"jobs\"}]}"));
	expect_wrong(SV("{\"data\":[{\"id\":{},\"type\":\"jobs\"}]}"));
	expect_wrong(SV("{\"data\":[{\"id\":\"a1\",\"type\":\"jobs\"}]}"));
	expect_wrong(SV("{\"data\":[{\"id\":-1,\"type\":\"jobs\"}]}"));
	expect_wrong(SV("{\"data\":[{\"id\":1.0,\"type\":\"jobs\"}]}"));
	expect_wrong(SV("{\"data\":[{\"id\":1,\"type\":\"\"}]}"));
	expect_wrong(SV("{\"data\":[{\"id\":1,\"type\":5}]}"));
	expect_wrong(SV("{\"data\":[{}]}"));
	expect_wrong(SV("{\"data\":[],\"included\":[{\"id\":\"1\"}]}"));
	expect_wrong(SV("{\"data\":[],\"included\":[{\"type\":\"x\"}]}"));
	expect_wrong(SV("{\"data\":[{\"type\":\"jobs\",\"id\":"
			"\"12345678901234567890123456789012345678901234567890123456789012345\"}]}"));
	expect(SV("{\"data\":[],\"included\":[{\"type\":\"x\",\"id\":\"not-digits\"}]}"), "included x not-digits\n");
}

static void what_is_not_a_document_is_refused(void **state)
{
	static const struct sv texts[] = {
		SV_INIT("[]"),
		SV_INIT("1"),
		SV_INIT("null"),
		SV_INIT("\"data\""),
		SV_INIT("{}"),
		SV_INIT("{\"meta\":{}}"),
		SV_INIT("{\"data\":null}"),
		SV_INIT("{\"data\":5}"),
		SV_INIT("{\"data\":\"x\"}"),
		SV_INIT("{\"data\":[1]}"),
		SV_INIT("{\"data\":[null]}"),
		SV_INIT("{\"data\":[[]]}"),
		SV_INIT("{\"data\":[],\"data\":[]}"),
		SV_INIT("{\"data\":[],\"included\":{}}"),
		SV_INIT("{\"data\":[],\"included\":1}"),
		SV_INIT("{\"data\":[],\"included\":[1]}"),
		SV_INIT("{\"data\":[],\"included\":[],\"included\":[]}"),
		SV_INIT("{\"data\":[{\"id\":1,\"type\":\"x\",\"attributes\":[]}]}"),
		SV_INIT("{\"data\":[{\"id\":1,\"type\":\"x\",\"relationships\":\"\"}]}"),
		SV_INIT("{\"data\":[{\"id\":1,\"type\":\"x\",\"relationships\":{\"r\":{\"data\":5}}}]}"),
		SV_INIT("{\"data\":[{\"id\":1,\"type\":\"x\",\"relationships\":{\"r\":{\"data\":[5]}}}]}"),
		SV_INIT("{\"data\":[{\"id\":1,\"type\":\"x\",\"relationships\":{\"r\":{\"data\":{}}}}]}"),
		SV_INIT("{\"data\":[{\"id\":1,\"type\":\"x\",\"relationships\":{\"r\":{\"data\":{\"id\":\"x\"}}}}]}"),
		SV_INIT("{\"data\":[]} {}"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		expect_wrong(texts[i]);
}

static void a_list_of_errors_is_an_answer_of_the_service(void **state)
{
	(void)state;
	expect_end(SV("{\"errors\":[{\"code\":\"not_found\",\"status\":\"404\"}]}"), RC_SERVICE);
	expect_end(SV("{\"data\":[],\"errors\":[]}"), RC_SERVICE);
	expect_end(SV("{\"meta\":{\"errors\":[]}}"), RC_FORMAT);
}

static void a_cut_document_is_broken_off(void **state)
{
	static const struct sv text = SV_INIT(
		"{\"data\":[{\"id\":\"1\",\"type\":\"jobs\",\"attributes\":{\"a\":[1,{\"x\":\"y\"}]}}],\"meta\":{}}");
	struct transcript t;

	(void)state;
	transcript_init(&t, true);
	for (size_t n = 0; n < text.n; n++) {
		assert_int_equal(read_whole(&t, (struct sv){text.p, n}), RC_FORMAT);
		assert_true(document_broken_off(t.document));
	}
	assert_int_equal(read_whole(&t, text), RC_OK);
	transcript_release(&t);
}

static void totals_are_read_in_both_places(void **state)
{
	static const struct {
		struct sv meta;
		int64_t total;
	} cases[] = {
		{SV_INIT("{}"), -1},
		{SV_INIT("{\"stats\":{\"total\":{\"count\":42}}}"), 42},
		{SV_INIT("{\"stats\":{\"total\":{\"count\":\"42\"}}}"), 42},
		{SV_INIT("{\"total\":7}"), 7},
		{SV_INIT("{\"total\":7,\"stats\":{\"total\":{\"count\":42}}}"), 42},
		{SV_INIT("{\"stats\":{\"total\":{\"count\":42}},\"total\":7}"), 42},
		{SV_INIT("{\"stats\":{\"other\":{\"count\":1},\"total\":{\"sum\":3,\"count\":0}}}"), 0},
		{SV_INIT("{\"stats\":{\"total\":5}}"), -1},
		{SV_INIT("{\"stats\":[{\"total\":{\"count\":5}}]}"), -1},
		{SV_INIT("{\"stats\":{\"total\":{\"count\":null}}}"), -1},
		{SV_INIT("{\"stats\":{\"total\":{\"count\":-5}}}"), -1},
		{SV_INIT("{\"stats\":{\"total\":{\"count\":1.5}}}"), -1},
		{SV_INIT("{\"stats\":{\"total\":{\"count\":{\"count\":5}}}}"), -1},
		{SV_INIT("{\"total\":{\"count\":5}}"), -1},
		{SV_INIT("{\"total\":999999999999999999}"), 999999999999999999},
		{SV_INIT("{\"total\":1000000000000000000}"), -1},
		{SV_INIT("{\"other\":{\"total\":5}}"), -1},
		{SV_INIT("[5]"), -1},
		{SV_INIT("null"), -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		AUTO_BUF text = {0};

		buf_addf(&text, "{\"data\":[],\"meta\":%s}", cases[i].meta.p);
		assert_int_equal(facts_of(buf_sv(&text)).total, cases[i].total);
	}
	assert_int_equal(facts_of(SV("{\"data\":[]}")).total, -1);
	assert_int_equal(facts_of(SV("{\"data\":[],\"meta\":{\"total\":5},\"meta\":{}}")).total, -1);
}

static void expect_next(const char *links, const char *next)
{
	struct transcript t;
	AUTO_BUF text = {0};

	transcript_init(&t, false);
	buf_addf(&text, "{\"links\":%s,\"data\":[]}", links);
	assert_int_equal(read_whole(&t, buf_sv(&text)), RC_OK);
	assert_true(sv_is(document_facts(t.document)->next, next));
	assert_int_equal(read_whole(&t, SV("{\"data\":[]}")), RC_OK);
	assert_int_equal(document_facts(t.document)->next.n, 0);
	transcript_release(&t);
}

static void the_next_link_is_text_or_an_object(void **state)
{
	(void)state;
	expect_next("{\"self\":\"/s\",\"next\":\"/jobs?page=2\"}", "/jobs?page=2");
	expect_next("{\"next\":{\"meta\":{\"href\":\"/no\"},\"href\":\"/jobs?page=2\"},\"prev\":\"/p\"}",
		    "/jobs?page=2");
	expect_next("{\"next\":null}", "");
	expect_next("{\"next\":\"/jobs\",\"next\":null}", "");
	expect_next("{\"next\":\"/jobs\"},\"links\":{}", "");
	expect_next("{\"next\":5}", "");
	expect_next("{\"next\":{}}", "");
	expect_next("{\"next\":{\"href\":null}}", "");
	expect_next("{\"next\":[\"/x\"]}", "");
	expect_next("{\"prev\":{\"next\":\"/x\"}}", "");
	expect_next("[\"next\"]", "");
	expect_next("\"/x\"", "");
	expect_next("null", "");
}

static void a_link_has_a_limit(void **state)
{
	AUTO_BUF text = {0};

	(void)state;
	buf_adds(&text, "{\"data\":[],\"links\":{\"next\":\"");
	for (size_t i = 0; i <= LINK_MAX; i++)
		buf_addc(&text, 'x');
	buf_adds(&text, "\"}}");
	expect_wrong(buf_sv(&text));
}

static void relationships_come_in_every_shape(void **state)
{
	(void)state;
	expect_one("", "data jobs 7\n");
	expect_one(",\"relationships\":null,\"attributes\":null", "data jobs 7\n");
	expect_one(",\"relationships\":{\"r\":{\"meta\":{\"included\":false}}}", "data jobs 7\n");
	expect_one(",\"relationships\":{\"r\":null,\"s\":[]}", "data jobs 7\n");
	expect_one(",\"relationships\":{\"r\":{\"data\":null},\"s\":{\"data\":[]}}", "data jobs 7 r() s[]\n");
	expect_one(",\"relationships\":{\"s\":{\"data\":{\"type\":\"x\",\"id\":\"1\",\"meta\":{\"id\":\"2\"}},"
		   "\"links\":{}}}",
		   "data jobs 7 s(x:1)\n");
	expect_one(",\"relationships\":{\"r\":{\"data\":[{\"id\":\"1\"},{\"id\":\"2\",\"type\":\"y\"}],\"meta\":{"
		   "\"id\":\"3\"}}}",
		   "data jobs 7 r[:1,y:2]\n");
	expect_one(",\"relationships\":{\"other\":{\"data\":{\"id\":\"x\"}},\"r\":{\"meta\":[{}],\"data\":null}}",
		   "data jobs 7 r()\n");
	expect_one(",\"links\":{\"attributes\":{\"a\":1}},\"meta\":[{\"id\":\"9\"}],\"attributes\":{\"b\":2}",
		   "data jobs 7 b=#2\n");
}

static void the_last_of_duplicate_names_wins_and_is_counted(void **state)
{
	static const struct sv text = SV_INIT(
		"{\"data\":[{\"type\":\"jobs\",\"id\":\"7\",\"attributes\":{\"a\":1,\"z\":1,\"z\":2,\"a\":{\"x\":2}},"
		"\"relationships\":{\"r\":{\"data\":{\"type\":\"x\",\"id\":\"1\"}},\"r\":{\"data\":[]}}},"
		"{\"type\":\"jobs\",\"id\":\"8\",\"attributes\":{\"a\":3}}]}");

	(void)state;
	expect(text, "data jobs 7 a={\"x\":2} r[]\ndata jobs 8 a=#3\n");
	assert_int_equal(facts_of(text).duplicate_names, 2);
	assert_int_equal(facts_of(text).records, 2);
}

static void duplicate_members_of_a_resource_are_counted(void **state)
{
	static const struct sv once = SV_INIT("{\"data\":[{\"type\":\"jobs\",\"id\":\"7\",\"meta\":1,\"meta\":2,"
					      "\"relationships\":{\"r\":{\"data\":{\"type\":\"x\",\"id\":\"1\"}}}},"
					      "{\"type\":\"jobs\",\"id\":\"8\",\"attributes\":{}}]}");
	static const struct sv twice =
		SV_INIT("{\"data\":[{\"type\":\"x\",\"id\":\"9\",\"type\":\"jobs\",\"id\":\"7\","
			"\"attributes\":{\"a\":1},\"relationships\":{},\"attributes\":null,\"relationships\":{}}]}");

	(void)state;
	assert_int_equal(facts_of(once).duplicate_names, 0);
	expect(twice, "data jobs 7\n");
	assert_int_equal(facts_of(twice).duplicate_names, 4);
}

static void nothing_of_the_first_duplicate_is_kept(void **state)
{
	static const struct {
		struct sv text;
		const char *expected;
		uint64_t duplicates;
	} cases[] = {
		{SV_INIT("{\"data\":[{\"type\":\"jobs\",\"id\":\"7\",\"attributes\":{\"a\":1,\"b\":2},\"attributes\":{"
			 "\"b\":3}}]}"),
		 "data jobs 7 b=#3\n", 1},
		{SV_INIT("{\"data\":[{\"type\":\"jobs\",\"id\":\"7\",\"relationships\":{\"r\":{\"data\":[]}},"
			 "\"relationships\":{}}]}"),
		 "data jobs 7\n", 1},
		{SV_INIT("{\"data\":[{\"type\":\"jobs\",\"id\":\"7\",\"relationships\":{\"r\":{\"data\":[]},\"r\":{"
			 "\"meta\":1}}}]}"),
		 "data jobs 7\n", 1},
		{SV_INIT("{\"data\":[{\"type\":\"jobs\",\"id\":\"7\",\"relationships\":{\"r\":{\"data\":[]},\"r\":null}"
			 "}]}"),
		 "data jobs 7\n", 1},
		{SV_INIT("{\"data\":[{\"type\":\"jobs\",\"id\":\"7\",\"relationships\":{\"r\":{\"data\":[]}},"
			 "\"relationships\":{\"r\":{\"data\":null}}}]}"),
		 "data jobs 7 r()\n", 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		expect(cases[i].text, cases[i].expected);
		assert_int_equal(facts_of(cases[i].text).duplicate_names, cases[i].duplicates);
	}
}

static void composite_values_are_compact_and_escaped_again(void **state)
{
	(void)state;
	expect_one(
		",\"attributes\":{\"a\": [ 1.50 , -0, null , true , false, \"\\u00e9\\/\\u0001\\n\\\"\", { } , [ ] ,"
		" { \"k\\u0022\" : { \"a\" : [ ] } , \"l\" : 2 } ] , \"b\" : { \"a\" : \"\\u0000\" } , \"c\" : \"\" }",
		"data jobs 7 a=[1.50,-0,null,true,false,\"\xc3\xa9/\\u0001\\n\\\"\",{},[],"
		"{\"k\\\"\":{\"a\":[]},\"l\":2}] b={\"a\":\"\xef\xbf\xbd\"} c=''\n");
}

static void records_are_kept_as_sent(void **state)
{
	(void)state;
	expect_raw(SV("{\"included\":[{\"id\":\"1\",\"type\":\"x\"}],\"data\":[ { \"id\" : \"1\" , \"type\":\"jobs\","
		      "\"new\" : [ 1.0 , \"\\u00E9\\/ \\u0000\" ] } ,{\"type\":\"jobs\",\"id\":2}]}"),
		   "included x 1\ndata jobs 1 <{\"id\":\"1\",\"type\":\"jobs\",\"new\":[1.0,\"\\u00E9\\/ \\ufffd\"]}>\n"
		   "data jobs 2 <{\"type\":\"jobs\",\"id\":2}>\n");
}

static void replaced_characters_are_counted(void **state)
{
	(void)state;
	assert_int_equal(facts_of(SV("{\"data\":[],\"meta\":{\"x\":\"\\u0000\",\"\\ud800\":\"\\udfff\"}}")).replaced,
			 3);
	assert_int_equal(facts_of(SV("{\"data\":[]}")).replaced, 0);
}

static void a_handler_ends_the_document_with_its_own_result(void **state)
{
	struct transcript t;

	(void)state;
	transcript_init(&t, false);
	t.fail_at = 2;
	assert_int_equal(read_whole(&t, SV("{\"data\":[{\"id\":1,\"type\":\"x\"},{\"id\":2,\"type\":\"x\"}]}")),
			 RC_OUTPUT);
	assert_string_equal(buf_text(&t.log), "data x 1\n");
	assert_false(document_broken_off(t.document));
	transcript_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resources_come_in_order),
		cmocka_unit_test(members_come_in_any_order),
		cmocka_unit_test(whether_included_came_first_is_known),
		cmocka_unit_test(data_may_be_one_object),
		cmocka_unit_test(ids_may_be_integers),
		cmocka_unit_test(records_need_a_type_and_an_id_of_digits),
		cmocka_unit_test(what_is_not_a_document_is_refused),
		cmocka_unit_test(a_list_of_errors_is_an_answer_of_the_service),
		cmocka_unit_test(a_cut_document_is_broken_off),
		cmocka_unit_test(totals_are_read_in_both_places),
		cmocka_unit_test(the_next_link_is_text_or_an_object),
		cmocka_unit_test(a_link_has_a_limit),
		cmocka_unit_test(relationships_come_in_every_shape),
		cmocka_unit_test(the_last_of_duplicate_names_wins_and_is_counted),
		cmocka_unit_test(duplicate_members_of_a_resource_are_counted),
		cmocka_unit_test(nothing_of_the_first_duplicate_is_kept),
		cmocka_unit_test(composite_values_are_compact_and_escaped_again),
		cmocka_unit_test(records_are_kept_as_sent),
		cmocka_unit_test(replaced_characters_are_counted),
		cmocka_unit_test(a_handler_ends_the_document_with_its_own_result),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
