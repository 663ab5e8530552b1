/*
 * A sound mapping with every kind of table, to be copied, harmed and checked.
 */
#ifndef UNIT_SCHEMA_CHECK_FIXTURE_H
#define UNIT_SCHEMA_CHECK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "schema/check.h"
#include "map/plan.h"
#include "map/unified.h"

enum { BOXES, THINGS, BOX_THINGS, PEOPLE, FIXTURE_TAGS, OTHERS, FIXTURE_TABLES_MAX = 8 };

// clang-format off
TABLE(boxes, RECORDS("/boxes"),
	COL("owner", NONE, "Test", REL_ATTR("owner", "name")),
	COL("fields", NONE, "Test", INTEGRATION_FIELDS("custom_attributes", "size")))

TABLE(things, INCLUDED_BY("/boxes", "things", "position"),
	COL("nothing", NONE, "Test", NOTHING))

LINK_TABLE(box_things, LINKED("/boxes", "things"),
	COL("index", NONE, "Test", INDEX),
	COL("box_id", NONE, "Test", RECORD_ID, AS_KEY("boxes")))

LINK_TABLE(box_people, ROLES("/boxes", ROLE("owner", "OWNER"), ROLE("maker", "MAKER")),
	COL("roles", NONE, "Test", EACH_ROLES))

TABLE(box_tags, TAGS("/boxes", "tags"),
	COL("name", NONE, "Test", EACH_TAG_NAME))
// clang-format on

static const struct endpoint boxes_endpoints[] = {ENDPOINT("/boxes", "boxes", 0, INCLUDE("owner", "people"),
							   INCLUDE("maker", "people"), INCLUDE("things", "things"),
							   INCLUDE("custom_attributes", "custom_attributes"),
							   INCLUDE("custom_attributes.custom_field", "custom_fields"),
							   FILTER("kind", "old"), MAY_FILTER("kind", "new"),
							   EXTRA("boxes", "tags"), MAY_STATS, SORT("id")),
						  END_OF_ENDPOINTS};
static const struct table *const boxes_tables[] = {&unified_boxes,      &unified_things,   &unified_box_things,
						   &unified_box_people, &unified_box_tags, NULL};
static const struct mappings mapping_of_boxes = {boxes_endpoints, boxes_tables, NULL};

/* A copy of it that may be changed. It points into itself. */
struct fixture {
	struct endpoint endpoints[3];
	struct table tables[FIXTURE_TABLES_MAX];
	const struct table *list[FIXTURE_TABLES_MAX + 1];
	struct mappings mappings;
	struct column columns[FIXTURE_TABLES_MAX][ROW_COLUMNS_MAX + 16];
	struct buf reports;
};

static inline void fixture_setup(struct fixture *f)
{
	*f = (struct fixture){.endpoints = {boxes_endpoints[0]}, .mappings = {f->endpoints, f->list, NULL}};
	for (size_t t = 0; boxes_tables[t]; t++) {
		f->tables[t] = *boxes_tables[t];
		f->list[t] = &f->tables[t];
		for (size_t c = 0; boxes_tables[t]->columns[c].name; c++)
			f->columns[t][c] = boxes_tables[t]->columns[c];
		f->tables[t].columns = f->columns[t];
	}
}

static inline void fixture_add_column(struct fixture *f, size_t table, const struct column *column)
{
	size_t c = 0;

	while (f->columns[table][c].name)
		c++;
	f->columns[table][c] = *column;
}

static inline void fixture_report(void *context, const char *defect)
{
	buf_adds(context, defect);
	buf_addc(context, '\n');
}

static inline unsigned fixture_check(struct fixture *f)
{
	return check_mappings(&f->mappings, fixture_report, &f->reports);
}

/* Just this defect and no other. */
static inline void fixture_expect(struct fixture *f, const char *where, const char *what)
{
	unsigned defects = fixture_check(f);
	const char *text = buf_text(&f->reports);

	if (defects != 1 || strncmp(text, where, strlen(where)) != 0 || !strstr(text, what))
		fail_msg("%s: %s\nexpected, but %u reported:\n%s", where, what, defects, text);
	buf_release(&f->reports);
}

#endif
