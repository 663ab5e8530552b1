#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "fixture.h"
#include "state/row_hash.h"

#define NONE ((const uint64_t[]){0})
#define IDS(...) ((const uint64_t[]){__VA_ARGS__, 0})

static void rows_that_a_list_no_longer_has_are_deleted(void **state)
{
	struct fixture *fixture = *state;

	begin_run(fixture);
	list(fixture, 1, IDS(12, 11, 13), true);
	list(fixture, 2, IDS(11), true);
	commit_run(fixture);
	begin_run(fixture);
	assert_true(list(fixture, 1, IDS(13, 14), true) == 0);
	list(fixture, 2, IDS(11), true);
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(1)), "1/11@1 1/12@1 ");
	commit_run(fixture);
	begin_run(fixture);
	list(fixture, 1, IDS(11, 12), true);
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(1)), "1/13@2 1/14@2 ");
}

static void a_row_that_returns_to_a_list_is_back(void **state)
{
	struct fixture *fixture = *state;
	struct state_id parent = {1, SV("")};
	uint64_t carried;

	begin_run(fixture);
	list(fixture, 1, IDS(11), true);
	commit_run(fixture);
	begin_run(fixture);
	list(fixture, 1, NONE, true);
	commit_run(fixture);
	begin_run(fixture);
	list(fixture, 1, NONE, true);
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(2)), "");
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_list_begin(fixture->state, fixture->links, &parent));
	assert_int_equal(see_key(fixture, fixture->links, link_of(1, 11), "same").verdict, STATE_BACK);
	assert_int_equal(see_key(fixture, fixture->links, link_of(1, 12), "same").verdict, STATE_NEW);
	succeeds(state_list_end(fixture->state, true, NULL, &carried));
}

static void an_unknown_list_keeps_its_rows(void **state)
{
	struct fixture *fixture = *state;
	struct idset children = {0};
	struct state_id parent = {1, SV("")};
	uint64_t carried;

	begin_run(fixture);
	list(fixture, 1, IDS(11, 12, 13), true);
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_list_begin(fixture->state, fixture->links, &parent));
	see_key(fixture, fixture->links, link_of(1, 12), "same");
	succeeds(state_list_end(fixture->state, false, &children, &carried));
	assert_true(carried == 2);
	assert_true(idset_has(&children, 11) && idset_has(&children, 13) && !idset_has(&children, 12));
	idset_release(&children);
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(0)), "");
	commit_run(fixture);
	begin_run(fixture);
	assert_true(list(fixture, 1, NONE, false) == 3);
}

static bool differs(struct fixture *fixture, uint64_t child, const char *content)
{
	struct state_key key = link_of(1, child);
	struct state_hash hash = {.group_count = 0};

	row_fingerprint(sv_of(content), hash.base);
	return state_list_differs(fixture->state, fixture->links, &key, &hash);
}

static void a_live_row_of_the_list_can_be_compared_first(void **state)
{
	struct fixture *fixture = *state;
	struct state_id parent = {1, SV("")};
	uint64_t carried;

	begin_run(fixture);
	list(fixture, 1, IDS(11, 12), true);
	commit_run(fixture);
	begin_run(fixture);
	see_key(fixture, fixture->links, link_of(1, 14), NULL);
	list(fixture, 1, IDS(11), true);
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_list_begin(fixture->state, fixture->links, &parent));
	assert_false(differs(fixture, 11, "same"));
	assert_true(differs(fixture, 11, "other"));
	assert_false(differs(fixture, 12, "other")); /* gone */
	assert_false(differs(fixture, 13, "other")); /* new */
	assert_false(differs(fixture, 14, "other")); /* only known to exist */
	succeeds(state_list_end(fixture->state, false, NULL, &carried));
	assert_true(carried == 2);
}

/* A list of links that are not wanted, with children up to the one that is 0. */
static void track(struct fixture *fixture, uint64_t parent, const uint64_t *children, bool known)
{
	struct state_id id = {parent, SV("")};
	uint64_t carried;

	do_not_want(fixture, "links");
	succeeds(state_list_begin(fixture->state, fixture->links, &id));
	for (; *children; children++)
		see_key(fixture, fixture->links, link_of(parent, *children), NULL);
	succeeds(state_list_end(fixture->state, known, NULL, &carried));
}

static void links_that_are_not_wanted_are_known_to_exist(void **state)
{
	struct fixture *fixture = *state;
	struct idset children = {0};
	struct state_id parent = {1, SV("")};
	uint64_t carried;

	begin_run(fixture);
	track(fixture, 1, IDS(11, 12), true);
	commit_run(fixture);
	begin_run(fixture);
	track(fixture, 1, IDS(12, 13), true);
	commit_run(fixture);
	begin_run(fixture);
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(0)), ""); /* nobody has seen 11 */
	assert_string_equal(missing_but(fixture, fixture->links, NONE, NULL), "1/12 1/13 ");
	succeeds(state_list_begin(fixture->state, fixture->links, &parent));
	assert_int_equal(see_key(fixture, fixture->links, link_of(1, 12), "same").verdict, STATE_NEW);
	succeeds(state_list_end(fixture->state, false, &children, &carried));
	assert_true(carried == 1 && idset_has(&children, 13));
	idset_release(&children);
}

static void a_written_link_waits_for_a_run_that_wants_it(void **state)
{
	struct fixture *fixture = *state;
	struct state_key gone = link_of(1, 11);

	begin_run(fixture);
	list(fixture, 1, IDS(11, 12), true);
	commit_run(fixture);
	begin_run(fixture);
	track(fixture, 1, IDS(12), true);
	succeeds(state_delete(fixture->state, fixture->links, &gone));
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(0)), "");
	commit_run(fixture);
	begin_run(fixture);
	list(fixture, 1, IDS(12), true);
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(0)), "1/11@2 ");
}

static void lists_may_come_in_any_order(void **state)
{
	struct fixture *fixture = *state;
	enum { PARENTS = 101 };

	begin_run(fixture);
	for (uint64_t parent = 1; parent <= PARENTS; parent++)
		list(fixture, parent, IDS(parent + 5, parent + 1, 3), true);
	commit_run(fixture);
	begin_run(fixture);
	for (uint64_t i = 1; i <= PARENTS; i++) {
		uint64_t parent = i * 37 % PARENTS + 1;

		assert_true(list(fixture, parent, IDS(parent + 1), false) == (parent == 2 ? 1 : 2));
	}
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(0)), "");
	assert_true(list(fixture, PARENTS + 1, NONE, false) == 0);
}

/* For example the row of the parent itself. */
static void other_tables_may_be_compared_while_a_list_is_open(void **state)
{
	struct fixture *fixture = *state;
	struct state_id parent = {1, SV("")};
	uint64_t carried;

	begin_run(fixture);
	see(fixture, 1, "a");
	list(fixture, 1, IDS(11), true);
	commit_run(fixture);
	begin_run(fixture);
	succeeds(state_list_begin(fixture->state, fixture->links, &parent));
	assert_int_equal(see(fixture, 1, "a"), STATE_SAME);
	assert_int_equal(see_key(fixture, fixture->links, link_of(1, 11), "same").verdict, STATE_SAME);
	assert_int_equal(state_list_begin(fixture->state, fixture->links, &parent), RC_INTERNAL);
	succeeds(state_list_end(fixture->state, true, NULL, &carried));
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(0)), "");
}

static void links_of_missing_parents_are_missing(void **state)
{
	struct fixture *fixture = *state;
	struct state_key gone = link_of(2, 11);

	begin_run(fixture);
	list(fixture, 1, IDS(11, 12), true);
	list(fixture, 2, IDS(11, 12), true);
	commit_run(fixture);
	begin_run(fixture);
	list(fixture, 1, IDS(11), true);
	assert_string_equal(missing_but(fixture, fixture->links, IDS(1), NULL), "2/11 2/12 ");
	succeeds(state_delete(fixture->state, fixture->links, &gone));
	assert_string_equal(missing_but(fixture, fixture->links, IDS(1), NULL), "2/12 ");
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(1)), "1/12@1 2/11@1 ");
}

/* The id of a link to a tag is made of a text that is not stored, so the id is stored, also for deleted rows. */
static void the_own_id_is_kept_with_the_row(void **state)
{
	struct fixture *fixture = *state;
	struct state_key tagged = link_of(1, 11), other = link_of(2, 11), nameless = link_of(2, 11);

	tagged.own = SV("abcdefghijkmnopqrstuvwxy");
	other.own = SV("ABCDEFGHJKLMNPQRSTUVWXYZ");
	begin_run(fixture);
	see_key(fixture, fixture->links, tagged, "same");
	see_key(fixture, fixture->links, other, "same");
	commit_run(fixture);
	begin_run(fixture);
	list(fixture, 1, NONE, true);
	succeeds(state_delete(fixture->state, fixture->links, &nameless));
	commit_run(fixture);
	begin_run(fixture);
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(1)),
			    "1/11=abcdefghijkmnopqrstuvwxy@1 2/11=ABCDEFGHJKLMNPQRSTUVWXYZ@1 ");
}

static struct state_key hashed(const char *parent, const char *child)
{
	return (struct state_key){.parent = {idset_of(sv_of(parent)), sv_of(parent)},
				  .child = {idset_of(sv_of(child)), sv_of(child)},
				  .own = SV("")};
}

static void the_text_of_hashed_ids_is_kept(void **state)
{
	struct fixture *fixture = *state;
	struct state_key link = hashed("0007", "12345678901234567890");

	begin_run(fixture);
	assert_int_equal(see_key(fixture, fixture->links, link, "same").verdict, STATE_NEW);
	commit_run(fixture);
	begin_run(fixture);
	assert_int_equal(see_key(fixture, fixture->links, link, "same").verdict, STATE_SAME);
	assert_string_equal(missing_but(fixture, fixture->links, NONE, NULL), "0007/12345678901234567890 ");
	link.parent.text = link.child.text = SV("");
	succeeds(state_delete(fixture->state, fixture->links, &link));
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(1)), "0007/12345678901234567890@1 ");
	commit_run(fixture);
	begin_run(fixture);
	assert_string_equal(tombstones(fixture, fixture->links, run_ms(1)), "0007/12345678901234567890@1 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_new, fixture_remove)
		WITH_FIXTURE(rows_that_a_list_no_longer_has_are_deleted),
		WITH_FIXTURE(a_row_that_returns_to_a_list_is_back),
		WITH_FIXTURE(an_unknown_list_keeps_its_rows),
		WITH_FIXTURE(a_live_row_of_the_list_can_be_compared_first),
		WITH_FIXTURE(links_that_are_not_wanted_are_known_to_exist),
		WITH_FIXTURE(a_written_link_waits_for_a_run_that_wants_it),
		WITH_FIXTURE(lists_may_come_in_any_order),
		WITH_FIXTURE(other_tables_may_be_compared_while_a_list_is_open),
		WITH_FIXTURE(links_of_missing_parents_are_missing),
		WITH_FIXTURE(the_own_id_is_kept_with_the_row),
		WITH_FIXTURE(the_text_of_hashed_ids_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
