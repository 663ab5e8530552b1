/*
 * The structures of mappings/: the endpoints of the service, and the tables that are made of what they send. They are
 * constant data, written in the words of map/words.h. schema/check.h finds what the compiler cannot see.
 *
 * A record is a resource in `data`. A table has one row for each record (the default), or one row for each thing that a
 * record lists (.each).
 */
#ifndef MAP_MAPPING_H
#define MAP_MAPPING_H

#include "jsonapi/query.h"

#define MAP_TABLES_MAX 32 /* of one endpoint, both models together */
#define NATIVE_PREFIX "pinpoint_"

enum source_kind {
	SOURCE_MISSING = 0, /* a column without a source: a defect */
	SOURCE_NOTHING,
	SOURCE_ID,
	SOURCE_PLAIN_ID,
	SOURCE_REMOTE_ID,
	SOURCE_CHANGED_AT,
	SOURCE_REMOTE_DELETED_AT,
	SOURCE_RECORD_ID,
	SOURCE_OWNER_ID,
	SOURCE_EACH_ID,
	SOURCE_ATTRIBUTE,
	SOURCE_OWN_ATTRIBUTE,
	SOURCE_OWN_MEMBER,
	SOURCE_OWN_RELATED_ID,
	SOURCE_OWN_RELATED_ID_IF_SENT,
	SOURCE_OTHER_ATTRIBUTES,
	SOURCE_EACH_ATTRIBUTE,
	SOURCE_EACH_NAME,
	SOURCE_EACH_ROLES,
	SOURCE_INDEX,
	SOURCE_ITEM_NAME,
	SOURCE_ITEM_VALUE,
	SOURCE_LISTER,
	SOURCE_RELATED_ATTRIBUTE,
	SOURCE_RELATED_ID,
	SOURCE_RELATED_ID_IF_SENT,
	SOURCE_OLDEST,
	SOURCE_FIRST,
	SOURCE_CONSTANT,
	SOURCE_CASES,
	SOURCE_OBJECT,
	SOURCE_LIST,
	SOURCE_WHEN_LINKED,
	SOURCE_COUNTRY,
	SOURCE_PROFILES,
	SOURCE_KEYED,
	SOURCE_INTEGRATION_FIELDS,
	SOURCE_QUESTION_FORMAT,
	SOURCE_RAW,
	SOURCE_KINDS,
};

enum convert {
	CONVERT_NONE = 0, /* text unchanged, or JSON where the source makes JSON */
	CONVERT_TIMESTAMP,
	CONVERT_DATE,
	CONVERT_NUMBER,
	CONVERT_INTEGER,
	CONVERT_BOOLEAN,
	CONVERT_EQUALS,
	CONVERT_ENUM,
	CONVERT_EMAIL,
	CONVERT_KEY,
	CONVERT_REFERENCE,
	CONVERT_JSON,
	CONVERTS,
};

#define CHOICE_OF_OPTIONS "options" /* a result of QUESTION_FORMAT */

/* One value of the service and what it becomes. `to` NULL: the vendor documents it, and it is not changed. */
struct pair {
	const char *from, *to;
};

struct source {
	enum source_kind kind;
	const char *attribute, *relationship, *constant;
	const char *const *attributes;          /* ends with NULL */
	const struct pair *pairs;               /* ends with a NULL from */
	const struct alternative *alternatives; /* ends with SOURCE_MISSING */
	const struct column *members;           /* ends with a NULL name */
};

struct alternative {
	struct source from;
};

/* Why a column deserves care. */
enum column_mark {
	MARK_PERSONAL = 1, /* names a person */
	MARK_SPECIAL = 2,  /* birth date, pronouns, national number, checks */
	MARK_FREE_TEXT = 4,
	MARK_LINK = 8,        /* anyone who has the link may be able to read the file */
	MARK_ASSESSMENT = 16, /* scores, pay, decisions */
	MARK_ALL = 31,
	MARK_NONE = 32, /* somebody looked, and none of these applies; 0 is a column that nobody has thought about */
};

struct column {
	const char *name;
	unsigned marks;      /* of enum column_mark */
	const char *meaning; /* one sentence; NULL for a member of an OBJECT */
	struct source from;
	enum convert as;
	const struct pair *pairs;            /* CONVERT_ENUM */
	const char *table;                   /* CONVERT_KEY, CONVERT_REFERENCE: whose id */
	const char *equals;                  /* CONVERT_EQUALS */
	const char *only_if, *only_if_value; /* the cell is NULL unless that attribute has that value */
	bool not_compared;                   /* a difference here alone does not make the row a changed one */
};

enum each_kind {
	EACH_RECORD = 0,
	EACH_TO_MANY,   /* what a to-many relationship links to, in linkage order or by an attribute */
	EACH_ROLE,      /* the users of to-one relationships, each with its roles */
	EACH_TAG,       /* pairs of context and name in an attribute */
	EACH_ITEM,      /* the objects of a list that is an attribute */
	EACH_TAG_ITEM,  /* tags as in EACH_TAG, as items of a list */
	EACH_TEXT_ITEM, /* the texts of a list that is an attribute */
	EACH_ENDING,    /* attributes whose names have the same ending */
	EACH_KINDS,
};

struct each {
	enum each_kind kind;
	const char *relationship; /* EACH_TO_MANY: a path, "offers" or "offers.custom_attributes" */
	const char *by;           /* EACH_TO_MANY: attribute to sort by, or NULL */
	const char *owners; /* lists that are attributes: the relationship whose things have them; NULL: the record */
	const char *attribute;    /* lists that are attributes; EACH_ENDING: the ending */
	const struct pair *roles; /* EACH_ROLE: relationship, role */
};

/* What the remote id of a row, and so its id, is made of. */
enum identity {
	OF_RECORD = 0, /* the record's id */
	OF_EACH,       /* the thing's id: written once, however many records list it */
	OF_BOTH,       /* RECORD:THING, a link row */
};

/* A set of tables over the same endpoints. Each is a row of `models`. */
enum model_kind { MODEL_UNIFIED, MODEL_NATIVE, MODELS };

struct model {
	const char *name;
	const char *prefix; /* of the names of its tables */
	bool plain_ids;     /* ids are the service's own, not derived from them */
};

extern const struct model models[MODELS];

struct table {
	const char *name; /* with the prefix of its model */
	enum model_kind model;
	const char *path; /* of its endpoint */
	struct each each;
	enum identity identity;
	const struct column *columns; /* ends with a NULL name */
};

enum endpoint_flag {
	UPDATED_AT_FILTER = 1,        /* delta can use filter[updated_at]: output/README.md, "Modes" */
	BY_ID = 2,                    /* a record can be asked for by its id */
	NATIVE_UPDATED_AT_FILTER = 4, /* the same filter, unless a unified table is wanted: its deltas read the whole */
};

struct endpoint {
	unsigned flags; /* of enum endpoint_flag */
	struct query query;
};

/* What mappings/ holds, or what a test has instead. Constant. */
struct mappings {
	const struct endpoint *endpoints;  /* in the order in which they are read; ends with a NULL path */
	const struct table *const *tables; /* in the order of their files; ends with NULL */
	const char *const
		*unified_order; /* names as the manifest lists them, ends with NULL; or NULL: as in the files */
};

extern const struct mappings shipped_mappings; /* all of mappings/ */

unsigned mappings_endpoint_count(const struct mappings *mappings);

/* NULL if there is none. */
const struct endpoint *mappings_find_endpoint(const struct mappings *mappings, const char *path);
const struct table *mappings_find_table(const struct mappings *mappings, const char *name);

/*
 * The tables of an endpoint in the order of the manifest: the unified ones as listed, then the native ones as in their
 * files. Returns their number; further ones than MAP_TABLES_MAX are left out (a defect, which the checker reports).
 */
unsigned mappings_tables_of(const struct mappings *mappings, const struct endpoint *endpoint,
			    const struct table *tables[MAP_TABLES_MAX]);

#endif
