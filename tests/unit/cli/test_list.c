#include "support/scratch.h"

#include "cli/list.h"

static void items_are_trimmed_and_empty_ones_do_not_count(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		const char *first, *last;
	} rows[] = {
		{"jobs", 1, "jobs", "jobs"},
		{"jobs,users", 2, "jobs", "users"},
		{",users", 1, "users", "users"},
		{" jobs , ,users\t,", 2, "jobs", "users"},
		{"two words", 1, "two words", "two words"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sv list = sv_of(rows[i].text), item = {0};

		assert_int_equal(list_count(rows[i].text), rows[i].count);
		assert_true(list_next(&list, &item));
		assert_true(sv_is(item, rows[i].first));
		while (list_next(&list, &item))
			continue;
		assert_true(sv_is(item, rows[i].last));
	}
}

static void a_list_without_items_ends_at_once(void **state)
{
	static const char *const rows[] = {NULL, "", ",", " , ,"};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct sv list = sv_of(rows[i]), item;

		assert_int_equal(list_count(rows[i]), 0);
		assert_false(list_next(&list, &item));
	}
}

static void a_star_stands_for_any_characters(void **state)
{
	static const struct {
		const char *item, *text;
		bool matches;
	} rows[] = {
		{"jobs", "jobs", true},
		{"jobs", "job", false},
		{"job", "jobs", false},
		{"", "jobs", false},
		{"*", "", true},
		{"*", "jobs", true},
		{"job*", "job", true},
		{"job*", "jobs", true},
		{"*jobs", "candidates", false},
		{"*_tags", "candidate_tags", true},
		{"*a*a*", "banana", true},
		{"*ana", "banana", true},
		{"*ana*x", "banana", false},
		{"b*n*a", "banana", true},
		{"**", "jobs", true},
		{"j*b*", "jab", true},
		{"Jobs", "jobs", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (list_item_matches(sv_of(rows[i].item), sv_of(rows[i].text)) != rows[i].matches)
			fail_msg("%s and %s", rows[i].item, rows[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_are_trimmed_and_empty_ones_do_not_count),
		cmocka_unit_test(a_list_without_items_ends_at_once),
		cmocka_unit_test(a_star_stands_for_any_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
