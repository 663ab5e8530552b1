/*
 * Which members of a manifest are read, what their values have to be, and where they are kept. Private to manifest/.
 */
#ifndef MANIFEST_READ_MEMBERS_H
#define MANIFEST_READ_MEMBERS_H

#include "base/arena.h"
#include "json/parser.h"
#include "manifest/difference.h"
#include "manifest/manifest.h"

/*
 * The objects and arrays that are read. Each kind is inside one other kind only, so the innermost one says where the reader
 * is, without a stack.
 */
enum place {
	OUTSIDE,
	IN_RUN,
	IN_RESOURCES,
	IN_RESOURCE,
	IN_TABLES,
	IN_TABLE,
	IN_ROWS,
	IN_WARNINGS,
	IN_COLUMNS,
	IN_COLUMN,
	IN_FILES,
	IN_FILE
};

struct member;

struct manifest_reader {
	struct manifest manifest;
	uint64_t version;
	struct manifest_table table; /* the elements being read */
	struct manifest_column column;
	struct manifest_file file;
	struct manifest_warning warning;
	struct manifest_resource resource;
	struct buf tables, columns, files, warnings, resources; /* the elements read so far */
	enum place place;
	const struct member *member; /* whose value comes next, or is read; NULL: none */
	uint64_t seen;               /* members of the open objects, a bit each, as in `members` */
	uint64_t bytes;
	struct difference *difference;
	struct json *json;
	struct arena arena;
};

struct member {
	enum place in;
	const char *key;       /* NULL: an element of a list or map */
	enum json_event event; /* of its value; JSON_TRUE: a boolean */
	enum place opens;      /* if the value is an object or array */
	size_t offset; /* else where it is kept: const char * of a string, uint64_t of a number, bool of true or false */
	const char *kind;             /* what `fits` accepts */
	bool nullable;                /* null is kept as NULL */
	bool optional;                /* may be missing, and then it is 0 */
	bool (*fits)(struct sv text); /* NULL: any string or whole number */
};

extern const struct member manifest_members[]; /* the first one is the manifest itself */
extern const size_t manifest_member_count;

/* The member with that key, or NULL; for the elements of a list or map any key will do. */
const struct member *manifest_member_find(enum place in, struct sv key);

#endif
