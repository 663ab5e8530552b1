/* Which attributes and relationships a plan reads, and which type a column has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/plan.h"
#include "map/unified.h"

// clang-format off
VALUES(colors, VALUE("r", "RED"), DOCUMENTED("g"))

TABLE(boxes, RECORDS("/boxes"),
	COL("color", NONE, "Test", ATTR("color"), AS_ENUM(colors, OR_VERBATIM)),
	COL("owner", NONE, "Test", REL_ATTR("owner", "name")),
	COL("owner_id", NONE, "Test", REL_ID("owner"), AS_KEY("boxes")),
	COL("made_at", NONE, "Test", FIRST(ALT(ATTR("made_at")), ALT(ATTR("sold_at"))), AS_TIMESTAMP),
	COL("only", NONE, "Test", ATTR("size"), AS_NUMBER, ONLY_IF("kind", "old")),
	COL("raw", NONE, "Test", REMOTE_DATA))

TABLE(things, INCLUDED_BY("/boxes", "things", "position"),
	COL("name", NONE, "Test", EACH_ATTR("name")))

LINK_TABLE(box_things, LINKED("/boxes", "things"),
	COL("index", NONE, "Test", INDEX),
	COL("needed", NONE, "Test", EACH_ATTR("needed"), AS_BOOLEAN))

LINK_TABLE(box_people, ROLES("/boxes", ROLE("owner", "OWNER")),
	COL("roles", NONE, "Test", EACH_ROLES))

TABLE(tags, TAGS("/boxes", "tags"),
	COL("name", NONE, "Test", EACH_TAG_NAME))

TABLE(parts, INCLUDED("/boxes", "things"),
	COL("nothing", NONE, "Test", NOTHING))
// clang-format on

static const struct endpoint boxes_endpoints[] = {ENDPOINT("/boxes", "boxes", 0, INCLUDE("owner", "people"),
							   INCLUDE("things", "things"), EXTRA("boxes", "tags")),
						  END_OF_ENDPOINTS};
static const struct table *const boxes_tables[] = {
	&unified_boxes, &unified_things, &unified_box_things, &unified_box_people, &unified_tags, &unified_parts, NULL};
static const struct mappings mapping_of_boxes = {boxes_endpoints, boxes_tables, NULL};

/* Wants the tables in the list, and all columns except TABLE.COLUMN of the other list. */
struct choice {
	const char *tables[4], *without[8];
};

static bool listed(const char *const *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count && list[i]; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static bool wanted(void *context, const struct table *table, const struct column *column)
{
	const struct choice *choice = context;
	char name[64];

	if (!column)
		return listed(choice->tables, 4, table->name);
	snprintf(name, sizeof(name), "%s.%s", table->name, column->name);
	return !listed(choice->without, 8, name);
}

static struct plan *plan_of(struct choice choice)
{
	return plan_new(&mapping_of_boxes, boxes_endpoints, SV("acme"), &(struct plan_choice){wanted, NULL, &choice});
}

static const struct type_names *type_of(const struct plan *plan, const char *type)
{
	for (unsigned i = 0; i < plan->type_count; i++)
		if (strcmp(plan->types[i].type, type) == 0)
			return &plan->types[i];
	return NULL;
}

static bool keeps(const struct plan *plan, const char *type, const char *attribute)
{
	const struct type_names *names = type_of(plan, type);
	int slot = names ? names_find(&names->attributes, sv_of(attribute)) : -1;

	return slot >= 0 && slot_mask_has(&names->kept, slot);
}

static bool links(const struct plan *plan, const char *relationship)
{
	return names_find(&plan->types[0].relationships, sv_of(relationship)) >= 0;
}

static void names_are_kept_by_type(void **state)
{
	struct plan *plan =
		plan_new(&mapping_of_boxes, boxes_endpoints, SV("acme"), &(struct plan_choice){plan_choose_all, NULL, NULL});

	(void)state;
	assert_true(keeps(plan, "boxes", "color") && keeps(plan, "boxes", "made_at") &&
		    keeps(plan, "boxes", "sold_at"));
	assert_true(keeps(plan, "boxes", "kind") && keeps(plan, "boxes", "tags") && !keeps(plan, "boxes", "name"));
	assert_true(keeps(plan, "people", "name") && !keeps(plan, "people", "position"));
	assert_true(keeps(plan, "things", "name") && keeps(plan, "things", "position") &&
		    !keeps(plan, "things", "color"));
	assert_true(links(plan, "owner") && links(plan, "things"));
	assert_true(plan->needs_included && plan->needs_raw);
	assert_int_equal(plan->count, 6);
	assert_true(sv_is(plan->tables[1].key_prefix, "pinpoint/acme/things/"));
	plan_free(plan);
}

static void unwanted_columns_need_no_slots(void **state)
{
	struct plan *plan =
		plan_of((struct choice){{"boxes"}, {"boxes.owner", "boxes.raw", "boxes.only", "boxes.remote_id"}});

	(void)state;
	assert_false(plan->needs_included);
	assert_false(plan->needs_raw);
	assert_false(keeps(plan, "boxes", "kind") || keeps(plan, "people", "kind"));
	assert_false(keeps(plan, "boxes", "name") || keeps(plan, "people", "name"));
	assert_false(keeps(plan, "boxes", "tags") || keeps(plan, "people", "tags"));
	assert_false(links(plan, "things"));
	assert_true(plan->tables[0].wanted);
	assert_false(plan->tables[1].wanted);
	assert_int_equal(plan->tables[0].count, 6);
	assert_string_equal(plan->tables[0].names[0], "id");
	assert_string_equal(plan->tables[0].names[1], "changed_at");
	assert_string_equal(plan->tables[0].names[5], "made_at");
	/* Its columns are still known, for the manifest. */
	assert_int_equal(plan->tables[1].count, 5);
	plan_free(plan);
}

static void expect_needs_included(struct choice choice, bool expected)
{
	struct plan *plan = plan_of(choice);

	assert_int_equal(plan->needs_included, expected);
	plan_free(plan);
}

static void only_some_tables_need_included_resources(void **state)
{
	(void)state;
	expect_needs_included((struct choice){{"boxes"}, {NULL}}, true);
	expect_needs_included((struct choice){{"things"}, {NULL}}, true);
	expect_needs_included((struct choice){{"things"}, {"things.name"}}, true);
	expect_needs_included((struct choice){{"parts"}, {NULL}}, true);
	expect_needs_included((struct choice){{"box_things"}, {NULL}}, true);
	expect_needs_included((struct choice){{"box_things"}, {"box_things.needed"}}, false);
	expect_needs_included((struct choice){{"box_people", "tags"}, {NULL}}, false);
	expect_needs_included((struct choice){{NULL}, {NULL}}, false);
}

static void columns_have_types(void **state)
{
	static const enum column_type types[] = {COLUMN_TEXT,   COLUMN_TEXT, COLUMN_TIMESTAMP, COLUMN_TIMESTAMP,
						 COLUMN_TEXT,   COLUMN_TEXT, COLUMN_TEXT,      COLUMN_TIMESTAMP,
						 COLUMN_NUMBER, COLUMN_JSON};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		assert_int_equal(plan_column_type(&boxes_tables[0]->columns[i]), types[i]);
	assert_int_equal(plan_column_type(&boxes_tables[2]->columns[0]), COLUMN_PLACE);
	assert_int_equal(plan_column_type(&boxes_tables[2]->columns[1]), COLUMN_BOOLEAN);
	assert_int_equal(plan_column_type(&boxes_tables[3]->columns[0]), COLUMN_JSON);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_kept_by_type),
		cmocka_unit_test(unwanted_columns_need_no_slots),
		cmocka_unit_test(only_some_tables_need_included_resources),
		cmocka_unit_test(columns_have_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
