/* How `schema` describes a mapping: in the words of the mapping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/word_table.h"
#include "schema/describe.h"

VALUES(colors) = {
	VALUE("r", "RED"),
	DOCUMENTED("g"),
	END_OF_VALUES,
};

COLUMNS(with_number) = {
	COL("b", ATTR("c"), AS_NUMBER),
	COL("d", NOTHING),
	END_OF_COLUMNS,
};

static const struct {
	struct column column;
	const char *words;
} columns[] = {
	{COL("a", .from = {.kind = SOURCE_ID}), "ID"},
	{COL("a", ATTR("b"), AS_ENUM(colors, OR_VERBATIM)), "ATTR(b) AS_ENUM(r -> RED, g -> as it is)"},
	{COL("a", REL_ATTR("owner", "name")), "REL_ATTR(owner, name)"},
	{COL("a", REL_ID("owner"), AS_KEY("boxes")), "REL_ID(owner) AS_KEY(boxes)"},
	{COL("a", FIRST(ALT(ATTR("b")), ALT(ATTR("c"))), AS_TIMESTAMP), "FIRST(ATTR(b), ATTR(c)) AS_TIMESTAMP"},
	{COL("a", ATTR("b"), AS_NUMBER, ONLY_IF("kind", "old")), "ATTR(b) AS_NUMBER ONLY_IF(kind, old)"},
	{COL("a", OBJECT(with_number)), "OBJECT(b: ATTR(c) AS_NUMBER, d: NOTHING)"},
	{COL("a", LIST(OBJECT(with_number))), "LIST(OBJECT(b: ATTR(c) AS_NUMBER, d: NOTHING))"},
	{COL("a", CASES(CASE("b", "B"), OTHERWISE("C"))), "CASES(b -> B, otherwise -> C)"},
	{COL("a", PROFILES("things", "link", "LINKEDIN")), "PROFILES(things, link, LINKEDIN)"},
	{COL("a", INTEGRATION_FIELDS("things", "x", "y")), "INTEGRATION_FIELDS(things, x, y)"},
	{COL("a", ATTR("b"), AS_EQUALS("c")), "ATTR(b) AS_EQUALS(c)"},
};

static void columns_are_described_in_their_own_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		AUTO_BUF out = {0};

		describe_column(&out, &columns[i].column);
		assert_string_equal(buf_text(&out), columns[i].words);
	}
}

static const struct {
	struct table table;
	const char *words;
} tables[] = {
	{{RECORDS}, "one row per record"},
	{{.each = TO_MANY_BY("things", "position"), .identity = OF_EACH}, "TO_MANY(things by position), each once"},
	{{.each = TO_MANY("things"), .identity = OF_BOTH}, "TO_MANY(things), link rows"},
	{{.each = ROLES(ROLE("owner", "OWNER")), .identity = OF_BOTH}, "ROLES(owner -> OWNER), link rows"},
	{{.each = TAGS("tags"), .identity = OF_EACH}, "TAGS(tags), each once"},
};

static void rows_are_described_in_their_own_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		AUTO_BUF out = {0};

		describe_rows(&out, &tables[i].table);
		assert_string_equal(buf_text(&out), tables[i].words);
	}
}

static void every_source_has_a_word(void **state)
{
	(void)state;
	assert_null(word_table[SOURCE_MISSING].name);
	for (int kind = SOURCE_NOTHING; kind < SOURCE_KINDS; kind++)
		assert_non_null(word_table[kind].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_described_in_their_own_words),
		cmocka_unit_test(rows_are_described_in_their_own_words),
		cmocka_unit_test(every_source_has_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
