/* The shelf of a page, in memory and in files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "jsonapi/shelf.h"

struct fixture {
	struct spool_budget budget;
	struct shelf shelf;
	struct arena arena;
	struct shelf_reader reader;
};

static void setup(struct fixture *f, size_t budget)
{
	*f = (struct fixture){.budget = {budget}};
	f->reader.arena = &f->arena;
	shelf_init(&f->shelf, "/tmp", &f->budget);
}

static void release(struct fixture *f, size_t budget)
{
	shelf_release(&f->shelf);
	assert_int_equal(f->budget.left, budget);
	buf_release(&f->reader.scratch);
	arena_release(&f->arena);
}

static void put(struct fixture *f, const char *type, const char *id, const char *name)
{
	struct resource resource = {.type = sv_of(type), .id = sv_of(id), .has_attributes = {{1, 0}}};

	resource.attributes[0] = (struct value){VALUE_STRING, sv_of(name)};
	assert_int_equal(shelf_include(&f->shelf, &resource), RC_OK);
}

/* The name of what is found; "" if nothing is. */
static struct sv find(struct fixture *f, const char *type, const char *id)
{
	struct identifier identifier = {sv_of(type), sv_of(id)};
	ptrdiff_t index;

	assert_int_equal(shelf_find(&f->shelf, &identifier, &f->reader, &index), RC_OK);
	return index < 0 ? SV("") : f->reader.resource.attributes[0].text;
}

static void resources_are_found_by_type_and_id(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, SPOOL_BUDGET);
	assert_true(sv_is(find(&f, "users", "1"), ""));
	put(&f, "users", "1", "Ann");
	put(&f, "users", "2", "Bob");
	put(&f, "jobs", "1", "Cook");
	assert_true(sv_is(find(&f, "users", "1"), "Ann"));
	assert_true(sv_is(find(&f, "users", "2"), "Bob"));
	assert_true(sv_is(find(&f, "jobs", "1"), "Cook"));
	assert_true(sv_is(find(&f, "jobs", "2"), ""));
	assert_true(sv_is(find(&f, "user", "1"), ""));
	assert_true(sv_is(find(&f, "", "1"), ""));
	assert_true(sv_is(find(&f, "jobs", ""), ""));
	release(&f, SPOOL_BUDGET);
}

static void the_first_of_two_is_found(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, SPOOL_BUDGET);
	put(&f, "users", "1", "Ann");
	put(&f, "users", "1", "Bob");
	assert_true(sv_is(find(&f, "users", "1"), "Ann"));
	release(&f, SPOOL_BUDGET);
}

static void a_colon_does_not_confuse_it(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, SPOOL_BUDGET);
	put(&f, "a:b", "c", "first");
	assert_true(sv_is(find(&f, "a", "b:c"), ""));
	put(&f, "a", "b:c", "second");
	assert_true(sv_is(find(&f, "a:b", "c"), "first"));
	assert_true(sv_is(find(&f, "a", "b:c"), "second"));
	release(&f, SPOOL_BUDGET);
}

static void a_cleared_shelf_is_empty(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f, SPOOL_BUDGET);
	put(&f, "users", "1", "Ann");
	assert_true(f.budget.left < SPOOL_BUDGET);
	shelf_clear(&f.shelf);
	assert_int_equal(f.budget.left, SPOOL_BUDGET);
	assert_true(sv_is(find(&f, "users", "1"), ""));
	put(&f, "users", "1", "Bob");
	assert_true(sv_is(find(&f, "users", "1"), "Bob"));
	release(&f, SPOOL_BUDGET);
}

/* Thousands of them, with every budget: none at all, enough for some, enough. */
static void many_are_found_in_memory_and_in_files(void **state)
{
	static const size_t budgets[] = {0, 5000, SPOOL_BUDGET};
	enum { MANY = 5000 };

	(void)state;
	for (size_t round = 0; round < sizeof(budgets) / sizeof(*budgets); round++) {
		struct fixture f;
		char id[16], name[16];

		setup(&f, budgets[round]);
		for (unsigned i = 0; i < MANY; i++) {
			snprintf(id, sizeof(id), "%u", i * 7);
			snprintf(name, sizeof(name), "name %u", i);
			put(&f, i % 2 ? "odd" : "even", id, name);
		}
		for (unsigned i = 0; i < MANY; i++) {
			snprintf(id, sizeof(id), "%u", i * 7);
			snprintf(name, sizeof(name), "name %u", i);
			assert_true(sv_is(find(&f, i % 2 ? "odd" : "even", id), name));
			assert_true(sv_is(find(&f, i % 2 ? "even" : "odd", id), ""));
		}
		release(&f, budgets[round]);
	}
}

static void waiting_records_are_read_in_order(void **state)
{
	struct resource resource = {.type = SV_INIT("jobs"), .raw = SV_INIT("{}")};
	struct fixture f;

	(void)state;
	setup(&f, 30);
	for (unsigned i = 0; i < 5; i++) {
		char id = (char)('0' + i);

		resource.id = (struct sv){&id, 1};
		assert_int_equal(shelf_wait(&f.shelf, &resource), RC_OK);
	}
	assert_int_equal(f.shelf.waiting.count, 5);
	for (unsigned i = 0; i < 5; i++) {
		assert_int_equal(shelf_read(&f.shelf.waiting, i, &f.reader), RC_OK);
		assert_int_equal(f.reader.resource.id.p[0], '0' + (int)i);
		assert_true(sv_is(f.reader.resource.raw, "{}"));
	}
	assert_int_equal(f.shelf.included.count, 0);
	release(&f, 30);
}

static void a_missing_directory_is_an_error(void **state)
{
	struct resource resource = {.type = SV_INIT("jobs"), .id = SV_INIT("1")};
	struct spool_budget none = {0};
	struct shelf shelf;

	(void)state;
	shelf_init(&shelf, "/tmp/no-such-directory", &none);
	assert_int_equal(shelf_wait(&shelf, &resource), RC_OUTPUT);
	assert_int_equal(shelf_include(&shelf, &resource), RC_OUTPUT);
	shelf_release(&shelf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(resources_are_found_by_type_and_id),
		cmocka_unit_test(the_first_of_two_is_found),
		cmocka_unit_test(a_colon_does_not_confuse_it),
		cmocka_unit_test(a_cleared_shelf_is_empty),
		cmocka_unit_test(many_are_found_in_memory_and_in_files),
		cmocka_unit_test(waiting_records_are_read_in_order),
		cmocka_unit_test(a_missing_directory_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
