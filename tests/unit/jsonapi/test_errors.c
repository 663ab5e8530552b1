#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jsonapi/errors.h"

static void an_error_document_is_recognized(void **state)
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

static void other_documents_are_not_error_documents(void **state)
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

/* If one of the two does not hold errors, the document is not an error document. */
static void two_members_named_errors_must_both_hold_errors(void **state)
{
	(void)state;
	assert_false(errors_document(SV("{\"errors\":[{}],\"errors\":null}")));
	assert_false(errors_document(SV("{\"errors\":7,\"errors\":[{}]}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_document_is_recognized),
		cmocka_unit_test(other_documents_are_not_error_documents),
		cmocka_unit_test(two_members_named_errors_must_both_hold_errors),
	};

	return cmocka_run_group_tests_name("jsonapi: error documents", tests, NULL, NULL);
}
