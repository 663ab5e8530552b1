/* Which form of a request is tried next, for services that refuse any one, two or more of its optional parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fetch/forms.h"

/* A request like the largest ones that a mapping has. */
static const struct query large = {
	.path = "/boxes",
	.type = "boxes",
	.parts = {INCLUDE("a", "as"),
		  MAY_INCLUDE("a.b", "bs"),
		  MAY_INCLUDE("c", "cs"),
		  MAY_INCLUDE("c.d", "ds"),
		  MAY_INCLUDE("c.e", "es"),
		  MAY_INCLUDE("c.e.f", "fs"),
		  MAY_INCLUDE("g", "gs"),
		  MAY_INCLUDE("h", "hs"),
		  MAY_INCLUDE("ca", "cas"),
		  MAY_INCLUDE("i", "is"),
		  INCLUDE("i.j", "js"),
		  MAY_INCLUDE("k", "ks"),
		  MAY_INCLUDE("l", "ls"),
		  MAY_INCLUDE("m", "ms"),
		  MAY_INCLUDE("n", "ns"),
		  MAY_INCLUDE("o", "os"),
		  MAY_FILTER("kind", "new"),
		  FILTER("kind", "old"),
		  MAY_EXTRA("boxes", "p"),
		  MAY_EXTRA("boxes", "q"),
		  MAY_EXTRA("cs", "r"),
		  MAY_EXTRA("as", "s"),
		  MAY_FIELDS("gs", "t"),
		  MAY_STATS,
		  SORT("id")},
};

static uint64_t bit_of(unsigned i)
{
	return UINT64_C(1) << i;
}

static uint64_t part(const char *name)
{
	for (unsigned i = 0; i < query_count(&large); i++)
		if (large.parts[i].name && strcmp(large.parts[i].name, name) == 0)
			return bit_of(i);
	fail_msg("no part %s", name);
	return 0;
}

/* What a search asked, and what it found. */
struct search {
	uint64_t given_up;
	unsigned requests; /* including the one without suspects */
	bool found;
};

/* Would the service take it? Refused: any of `bad`, or a path below one that it does not know. */
static bool takes(const struct query *query, uint64_t requested, uint64_t bad)
{
	for (unsigned i = 0; i < query_count(query); i++)
		for (unsigned j = 0; j < query_count(query); j++) {
			const char *name = query->parts[i].name, *base = query->parts[j].name;

			if ((requested & bit_of(i)) && (bad & bit_of(j)) &&
			    (i == j || (query->parts[i].optional && query->parts[i].kind == QUERY_INCLUDE &&
					query->parts[j].kind == QUERY_INCLUDE &&
					strncmp(name, base, strlen(base)) == 0 && name[strlen(base)] == '.')))
				return false;
		}
	return true;
}

static uint64_t all_parts(const struct query *query)
{
	return bit_of(query_count(query)) - 1;
}

static struct search search_for(const struct query *query, uint64_t parts, uint64_t suspects, uint64_t bad)
{
	struct forms forms = {0};
	struct search out = {0};
	enum forms_step step = forms_begin(&forms, query, parts, suspects);

	while (step == FORMS_TRY) {
		uint64_t requested = parts & ~forms_given_up(&forms);

		out.requests++;
		step = takes(query, requested, bad) ? forms_taken(&forms) : forms_refused(&forms);
	}
	out.found = step == FORMS_FOUND;
	out.given_up = forms_given_up(&forms);
	return out;
}

static struct search search_in_all(uint64_t bad)
{
	return search_for(&large, all_parts(&large), query_optional_parts(&large), bad);
}

static void nothing_optional_leaves_nothing_to_try(void **state)
{
	static const struct query bare = {.path = "/x", .type = "x", .parts = {INCLUDE("a", "as"), SORT("id")}};
	struct search search = search_for(&bare, all_parts(&bare), query_optional_parts(&bare), 1);

	(void)state;
	assert_false(search.found);
	assert_int_equal(search.requests, 0);
}

static void a_part_that_is_not_optional_is_not_given_up(void **state)
{
	struct search search = search_in_all(part("a"));

	(void)state;
	assert_false(search.found);
	assert_int_equal(search.requests, 1);
}

static void a_single_suspect_is_found_at_once(void **state)
{
	struct search search = search_for(&large, all_parts(&large), part("q"), part("q"));

	(void)state;
	assert_true(search.found);
	assert_true(search.given_up == part("q"));
	assert_int_equal(search.requests, 1);
}

/* What depends on `bad` goes with it. */
static uint64_t expected(uint64_t bad)
{
	return forms_with_dependents(&large, all_parts(&large), bad);
}

/* log2 of the number of suspects, rounded up, then all the rest; and the request without suspects. */
static void one_culprit_is_found_by_halves(void **state)
{
	uint64_t optional = query_optional_parts(&large);

	(void)state;
	for (unsigned i = 0; i < query_count(&large); i++) {
		struct search search = search_in_all(bit_of(i));

		if (!(optional & bit_of(i)))
			continue;
		assert_true(search.found);
		assert_true(search.given_up == expected(bit_of(i)));
		assert_in_range(search.requests, 2, 1 + 5 + 1);
	}
}

static void two_culprits_are_found_in_time(void **state)
{
	uint64_t optional = query_optional_parts(&large);

	(void)state;
	for (unsigned i = 0; i < query_count(&large); i++)
		for (unsigned j = 0; j < i; j++) {
			uint64_t bad = bit_of(i) | bit_of(j);
			struct search search = search_in_all(bad);

			if (bad & ~optional)
				continue;
			assert_true(search.found);
			assert_true(search.given_up == expected(bad));
			assert_in_range(search.requests, 2, 1 + FORMS_TRIES_MAX);
		}
}

static unsigned count_of(uint64_t set)
{
	unsigned count = 0;

	for (; set; set &= set - 1)
		count++;
	return count;
}

/* Whatever is refused: the form that is found is taken, its search ends in time, and a few culprits are found exactly. */
static void any_culprits_leave_a_form_that_is_taken(void **state)
{
	uint64_t parts = all_parts(&large), optional = query_optional_parts(&large), random = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		uint64_t bad = UINT64_MAX;
		struct search search;

		for (int thinner = 0; thinner <= round % 4; thinner++) {
			random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
			bad &= random >> 7;
		}
		bad &= optional;
		if (bad == 0)
			continue;
		search = search_in_all(bad);
		assert_true(search.found);
		assert_in_range(search.requests, 1, 1 + FORMS_TRIES_MAX);
		assert_true(takes(&large, parts & ~search.given_up, bad));
		assert_true((search.given_up & ~optional) == 0);
		assert_true((expected(bad) & ~search.given_up) == 0);
		if (search.requests < 1 + FORMS_TRIES_MAX || count_of(bad) == 1)
			assert_true(search.given_up == expected(bad));
	}
}

/* An older tenant knows none of the newer parts: those of the records themselves are tried first. */
static void parts_of_the_records_are_settled_before_includes(void **state)
{
	uint64_t own = part("p") | part("q") | part("new") | bit_of(23);
	uint64_t bad = query_optional_parts(&large) & ~own;
	struct search search = search_in_all(bad);

	(void)state;
	assert_true(large.parts[23].kind == QUERY_STATS);
	assert_true(search.found);
	assert_true(search.given_up == bad);
}

static void a_path_goes_with_its_base(void **state)
{
	(void)state;
	assert_true(expected(part("c")) == (part("c") | part("c.d") | part("c.e") | part("c.e.f") | part("r")));
	assert_true(expected(part("c.e")) == (part("c.e") | part("c.e.f")));
	assert_true(expected(part("g")) == (part("g") | part("t")));
}

/* "i" is asked for its own sake, "i.j" is documented; and a base that is not wanted is not missed. */
static void a_documented_path_stands_alone(void **state)
{
	uint64_t wanted = all_parts(&large) & ~part("c");

	(void)state;
	assert_true(expected(part("i")) == part("i"));
	assert_true(forms_with_dependents(&large, wanted, part("c.d")) == (part("c.d") | part("r")));
	assert_true(search_for(&large, wanted, query_optional_parts(&large), part("c.d")).given_up ==
		    (part("c.d") | part("r")));
}

static void a_search_among_some_parts_leaves_the_others(void **state)
{
	uint64_t suspects = part("g") | part("h") | part("k"), parts = all_parts(&large);
	struct search search = search_for(&large, parts, suspects, part("h"));
	struct search in_vain = search_for(&large, parts, suspects, part("q"));

	(void)state;
	assert_true(search.found && search.given_up == part("h"));
	assert_false(in_vain.found);
	assert_true(in_vain.given_up == (suspects | part("t")));
}

/* As after a 403: "a" and "i.j" are documented, and "s" is about what "a" brings. */
static void documented_parts_may_be_suspects_too(void **state)
{
	uint64_t suspects = part("a") | part("i.j") | part("k"), parts = all_parts(&large);

	(void)state;
	assert_true(search_for(&large, parts, suspects, part("a")).given_up == (part("a") | part("a.b") | part("s")));
	assert_true(search_for(&large, parts, suspects, part("i.j")).given_up == part("i.j"));
	assert_true(forms_with_dependents(&large, parts, part("a")) == (part("a") | part("a.b") | part("s")));
}

/* After a 403 only includes are suspects. What is about other types is not tried by itself, and does not use up requests. */
static void what_is_no_suspect_comes_back_with_its_base(void **state)
{
	uint64_t suspects = query_parts_of_kind(&large, QUERY_INCLUDE), parts = all_parts(&large);
	uint64_t bad = part("h") | part("k") | part("m") | part("o");
	struct search search = search_for(&large, parts, suspects, bad);

	(void)state;
	assert_int_equal(search.requests, 1 + FORMS_TRIES_MAX);
	assert_true((search.given_up & bad) == bad);
	assert_true((search.given_up & (part("r") | part("s") | part("t"))) == 0);
}

static void later_searches_count_for_the_same_limit(void **state)
{
	uint64_t bad = query_optional_parts(&large), parts = all_parts(&large);
	struct forms forms = {0};
	unsigned tries = 0;

	(void)state;
	for (int times = 0; times < 2; times++) {
		enum forms_step step = forms_begin(&forms, &large, parts, bad);

		assert_true(forms_is_bare(&forms));
		for (step = forms_taken(&forms); step == FORMS_TRY; step = forms_refused(&forms))
			tries++;
		assert_int_equal(step, FORMS_FOUND);
		assert_true(forms_given_up(&forms) == bad);
	}
	assert_int_equal(tries, FORMS_TRIES_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_optional_leaves_nothing_to_try),
		cmocka_unit_test(a_part_that_is_not_optional_is_not_given_up),
		cmocka_unit_test(a_single_suspect_is_found_at_once),
		cmocka_unit_test(one_culprit_is_found_by_halves),
		cmocka_unit_test(two_culprits_are_found_in_time),
		cmocka_unit_test(any_culprits_leave_a_form_that_is_taken),
		cmocka_unit_test(parts_of_the_records_are_settled_before_includes),
		cmocka_unit_test(a_path_goes_with_its_base),
		cmocka_unit_test(a_documented_path_stands_alone),
		cmocka_unit_test(a_search_among_some_parts_leaves_the_others),
		cmocka_unit_test(documented_parts_may_be_suspects_too),
		cmocka_unit_test(what_is_no_suspect_comes_back_with_its_base),
		cmocka_unit_test(later_searches_count_for_the_same_limit),
	};

	return cmocka_run_group_tests_name("fetch: forms", tests, NULL, NULL);
}
