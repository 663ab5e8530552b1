/* What a record looks like without what was requested for other tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/raw.h"

/* Attributes a and b are left out, relationships r and s are told as not included. Apostrophes stand for quotation marks. */
static const struct {
	const char *raw, *edited;
} records[] = {
	{"{}", "{}"},
	{"{'id':'7','type':'x'}", "{'id':'7','type':'x'}"},
	{"{'attributes':{'a':1,'c':2}}", "{'attributes':{'c':2}}"},
	{"{'attributes':{'c':2,'a':1}}", "{'attributes':{'c':2}}"},
	{"{'attributes':{'c':2,'a':{'c':[1,{'a':'}'}]},'d':'\\\\','b':[]}}", "{'attributes':{'c':2,'d':'\\\\'}}"},
	{"{'attributes':{'a':1,'b':2},'id':'7'}", "{'attributes':{},'id':'7'}"},
	{"{'attributes':{'c':{'a':1}}}", "{'attributes':{'c':{'a':1}}}"},
	{"{'attributes':{'c':'\\','a\\':[','a':3}}", "{'attributes':{'c':'\\','a\\':['}}"},
	{"{'attributes':null,'relationships':null}", "{'attributes':null,'relationships':null}"},
	{"{'a':1,'r':{'data':null}}", "{'a':1,'r':{'data':null}}"},
	{"{'relationships':{'r':{'data':[{'type':'a','id':'1'}]},'t':{'data':null}}}",
	 "{'relationships':{'r':{'meta':{'included':false}},'t':{'data':null}}}"},
	{"{'relationships':{'t':{'data':null},'s':{'links':{},'data':null}},'id':'7'}",
	 "{'relationships':{'t':{'data':null},'s':{'meta':{'included':false}}},'id':'7'}"},
	{"{'relationships':{'r':{'meta':{'included':false}},'s':{'links':{'data':1}}}}",
	 "{'relationships':{'r':{'meta':{'included':false}},'s':{'links':{'data':1}}}}"},
	{"{'relationships':{'r':null,'s':[{'data':1}]}}", "{'relationships':{'r':null,'s':[{'data':1}]}}"},
	{"{'attributes':{'a':1},'attributes':{'b':1,'c':-1.5e3}}", "{'attributes':{},'attributes':{'c':-1.5e3}}"},
};

static void quoted(struct buf *out, const char *text)
{
	for (; *text; text++)
		buf_addc(out, *text == '\'' ? '"' : *text);
}

static void what_others_requested_is_taken_back(void **state)
{
	struct raw_edit edit = {.attributes = {.count = 0}};

	(void)state;
	names_add(&edit.attributes, SV("a"));
	names_add(&edit.attributes, SV("b"));
	names_add(&edit.relationships, SV("r"));
	names_add(&edit.relationships, SV("s"));
	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		AUTO_BUF raw = {0}, expected = {0}, out = {0};

		quoted(&raw, records[i].raw);
		quoted(&expected, records[i].edited);
		raw_add(&edit, buf_sv(&raw), &out);
		assert_string_equal(buf_text(&out), buf_text(&expected));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_others_requested_is_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
