/* How `schema` describes a mapping: in the words of the mapping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/unified.h"
#include "map/word.h"
#include "schema/describe.h"

VALUES(colors, VALUE("r", "RED"), DOCUMENTED("g"))

MEMBERS(with_number, NAMED("b", ATTR("c"), AS_NUMBER), NAMED("d", NOTHING))

static const struct {
	struct column column;
	const char *words;
} columns[] = {
	{COL("a", NONE, "Test", .from = {.kind = SOURCE_ID}), "ID"},
	{COL("a", NONE, "Test", ATTR("b"), AS_ENUM(colors, OR_VERBATIM)), "ATTR(b) AS_ENUM(r -> RED, g -> as it is)"},
	{COL("a", NONE, "Test", REL_ATTR("owner", "name")), "REL_ATTR(owner, name)"},
	{COL("a", NONE, "Test", REL_ID("owner"), AS_KEY("boxes")), "REL_ID(owner) AS_KEY(boxes)"},
	{COL("a", NONE, "Test", FIRST(ALT(ATTR("b")), ALT(ATTR("c"))), AS_TIMESTAMP),
	 "FIRST(ATTR(b), ATTR(c)) AS_TIMESTAMP"},
	{COL("a", NONE, "Test", ATTR("b"), AS_NUMBER, ONLY_IF("kind", "old")), "ATTR(b) AS_NUMBER ONLY_IF(kind, old)"},
	{COL("a", NONE, "Test", OBJECT(with_number)), "OBJECT(b: ATTR(c) AS_NUMBER, d: NOTHING)"},
	{COL("a", NONE, "Test", LIST(OBJECT(with_number))), "LIST(OBJECT(b: ATTR(c) AS_NUMBER, d: NOTHING))"},
	{COL("a", NONE, "Test", CASES(CASE("b", "B"), OTHERWISE("C"))), "CASES(b -> B, otherwise -> C)"},
	{COL("a", NONE, "Test", PROFILES("things", "link", "LINKEDIN")), "PROFILES(things, link, LINKEDIN)"},
	{COL("a", NONE, "Test", INTEGRATION_FIELDS("things", "x", "y")), "INTEGRATION_FIELDS(things, x, y)"},
	{COL("a", NONE, "Test", ATTR("b"), AS_EQUALS("c")), "ATTR(b) AS_EQUALS(c)"},
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
	{{RECORDS("/a")}, "one row per record"},
	{{INCLUDED_BY("/a", "things", "position")}, "TO_MANY(things by position), each once"},
	{{LINKED("/a", "things")}, "TO_MANY(things), link rows"},
	{{ROLES("/a", ROLE("owner", "OWNER"))}, "ROLES(owner -> OWNER), link rows"},
	{{TAGS("/a", "tags")}, "TAGS(tags), each once"},
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
