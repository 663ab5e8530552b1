/*
 * The form of manifest.json as tables, for manifest/read.c: which keys an object has, of which kind each value is and
 * where it is kept. A key more is a row more. Offsets count from the start of struct manifest_form.
 */
#ifndef MANIFEST_FORM_H
#define MANIFEST_FORM_H

#include "manifest/manifest.h"
#include "base/arena.h"
#include "json/parser.h"

enum manifest_place_id {
	PLACE_RUN,
	PLACE_TOOL,
	PLACE_TABLES,
	PLACE_TABLE,
	PLACE_WATERMARK,
	PLACE_ROWS,
	PLACE_WARNINGS,
	PLACE_COLUMNS,
	PLACE_COLUMN,
	PLACE_PRIMARY_KEY,
	PLACE_FILES,
	PLACE_FILE,
	PLACE_RESOURCES,
	PLACE_RESOURCE,
	PLACE_GIVEN_UP,
	MANIFEST_PLACES
};

enum manifest_kind {
	MANIFEST_NEST, /* an object or array: `place` tells of it */
	MANIFEST_TEXT,
	MANIFEST_CHOICE, /* one of `choices` */
	MANIFEST_TIME,
	MANIFEST_RUN_NAME,
	MANIFEST_SHA256,
	MANIFEST_NUMBER, /* uint64_t */
	MANIFEST_COUNT,  /* int64_t; null is -1 */
	MANIFEST_VERSION_NUMBER,
	MANIFEST_BOOL,
};

struct manifest_member {
	const char *name;
	enum manifest_kind kind;
	bool or_null; /* texts only */
	const char *const *choices;
	enum manifest_place_id place;
	size_t offset;
};

struct manifest_place {
	enum { PLACE_RECORD, PLACE_MAP, PLACE_LIST } kind;
	const struct manifest_member *members; /* of a list or map the one that each element is */
	size_t member_count;
	size_t least, most;              /* elements */
	size_t element_at, element_size; /* the element under way */
	size_t name_in_element;          /* of a map: where its name is kept */
	size_t pointer_at, count_at;     /* where the whole list is kept */
};

struct manifest_form {
	struct manifest manifest;
	uint64_t version;
	const char *tool_name, *text; /* `text`: an element of a list of texts */
	struct manifest_table table;
	struct manifest_warning warning;
	struct manifest_column column;
	struct manifest_file file;
	struct manifest_resource resource;
	const char *const *primary_key;
	size_t primary_key_count;
	struct buf lists[MANIFEST_PLACES]; /* elements of the lists and maps that are open */
};

extern const struct manifest_place manifest_places[MANIFEST_PLACES];

/* Keeps the value at `out`, or tells what was found instead of one of that kind. */
const char *manifest_take(const struct manifest_member *member, enum json_event event, struct sv text,
			  struct arena *arena, void *out);

/* "a time such as ..." */
const char *manifest_kind_name(const struct manifest_member *member);
const char *manifest_keep_text(struct arena *arena, struct sv text);

#endif
