#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jsonapi/errors.h"

static void the_service_s_own_words_are(void **state)
{
	static const struct sv documents[] = {
		SV_INIT("{\"errors\":[{}]}"),
		SV_INIT("{\"errors\":[{\"code\":\"not_found\",\"status\":\"404\",\"title\":\"Not "
			"Found\",\"detail\":\"x\"}]}"),
		SV_INIT(" {\"meta\":{\"a\":[1]},\"errors\":[{\"source\":{\"pointer\":\"/"
			"\"},\"links\":[[]]},{}],\"x\":[1]} "),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		assert_true(errors_document(documents[i]));
}

static void anything_else_is_not(void **state)
{
	static const struct sv documents[] = {
		SV_INIT(""),
		SV_INIT("404"),
		SV_INIT("null"),
		SV_INIT("{}"),
		SV_INIT("[{\"errors\":[{}]}]"),
		SV_INIT("[[{}]]"),
		SV_INIT("{\"errors\":[]}"),
		SV_INIT("{\"errors\":{}}"),
		SV_INIT("{\"errors\":{\"a\":{}}}"),
		SV_INIT("{\"errors\":null}"),
		SV_INIT("{\"errors\":\"x\"}"),
		SV_INIT("{\"errors\":[{},null]}"),
		SV_INIT("{\"errors\":[{},[]]}"),
		SV_INIT("{\"errors\":[[{}]]}"),
		SV_INIT("{\"errors\":[\"x\"]}"),
		SV_INIT("{\"Errors\":[{}]}"),
		SV_INIT("{\"data\":{\"errors\":[{}]}}"),
		SV_INIT("{\"errors\":[{}]"),
		SV_INIT("{\"errors\":[{}]} {}"),
		SV_INIT("<html>"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		assert_false(errors_document(documents[i]));
}

/* Two members of that name: one that says nothing makes the whole say nothing. */
static void a_document_that_contradicts_itself_is_not(void **state)
{
	(void)state;
	assert_false(errors_document(SV("{\"errors\":[{}],\"errors\":null}")));
	assert_false(errors_document(SV("{\"errors\":7,\"errors\":[{}]}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_service_s_own_words_are),
		cmocka_unit_test(anything_else_is_not),
		cmocka_unit_test(a_document_that_contradicts_itself_is_not),
	};

	return cmocka_run_group_tests_name("jsonapi: error documents", tests, NULL, NULL);
}
