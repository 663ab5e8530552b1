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

enum { BOXES, THINGS, BOX_THINGS, PEOPLE, TAGS };

COLUMNS(boxes) = {
	IDENTITY_COLUMNS,
	COL("owner", REL_ATTR("owner", "name")),
	COL("fields", INTEGRATION_FIELDS("custom_attributes", "size")),
	END_OF_COLUMNS,
};

COLUMNS(things) = {
	IDENTITY_COLUMNS,
	END_OF_COLUMNS,
};

COLUMNS(box_things) = {
	COL("index", INDEX),
	COL("box_id", RECORD_ID, AS_KEY("boxes")),
	LINK_COLUMNS,
	END_OF_COLUMNS,
};

COLUMNS(box_people) = {
	COL("roles", EACH_ROLES),
	LINK_COLUMNS,
	END_OF_COLUMNS,
};

COLUMNS(tags) = {
	IDENTITY_COLUMNS,
	COL("name", EACH_TAG_NAME),
	END_OF_COLUMNS,
};

ENTITY(boxes) = {
	.order = 1,
	.query.path = "/boxes",
	.query.type = "boxes",
	.query.parts = {INCLUDE("owner", "people"), INCLUDE("maker", "people"), INCLUDE("things", "things"),
			INCLUDE("custom_attributes", "custom_attributes"),
			INCLUDE("custom_attributes.custom_field", "custom_fields"), FILTER("kind", "old"),
			MAY_FILTER("kind", "new"), EXTRA("boxes", "tags"), MAY_STATS, SORT("id")},
	.tables =
		{
			TABLE(10, boxes, RECORDS),
			TABLE(20, things, .each = TO_MANY_BY("things", "position"), .identity = OF_EACH,
			      .included_type = "things"),
			TABLE(30, box_things, .each = TO_MANY("things"), .identity = OF_BOTH),
			TABLE(40, box_people, .each = ROLES(ROLE("owner", "OWNER"), ROLE("maker", "MAKER")),
			      .identity = OF_BOTH),
			TABLE(50, tags, .each = TAGS("tags"), .identity = OF_EACH),
		},
};

/* A copy of it that may be changed. */
struct fixture {
	struct entity entity;
	struct column columns[MAP_TABLES_MAX][NAMES_MAX + ROW_COLUMNS_MAX];
	struct buf reports;
};

static inline void fixture_setup(struct fixture *f)
{
	*f = (struct fixture){.entity = entity_boxes};
	for (size_t t = 0; f->entity.tables[t].name; t++) {
		for (size_t c = 0; entity_boxes.tables[t].columns[c].name; c++)
			f->columns[t][c] = entity_boxes.tables[t].columns[c];
		f->entity.tables[t].columns = f->columns[t];
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
	const struct entity *entities[] = {&f->entity};

	return check_mappings(entities, 1, fixture_report, &f->reports);
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
