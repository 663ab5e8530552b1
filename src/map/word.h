/*
 * What is known of each word of map/words.h, one row a word: its name, the type of its columns, what it needs, and the
 * function that does it. The plan, the checker, the evaluation and `schema` read these rows.
 */
#ifndef MAP_WORD_H
#define MAP_WORD_H

#include "base/error.h"
#include "map/mapping.h"

struct scope;
struct op;
struct item;
struct value;
struct cell;

#define WORD_EXTRAS_MAX 4
#define INTEGER_DIGITS_MAX 18 /* of AS_INTEGER: what a signed number of 64 bits can hold */

/* The members of struct source that a word must have (it may have no other), and what it reads. */
enum word_facts {
	HAS_ATTRIBUTE = 1,
	HAS_RELATIONSHIP = 2,
	HAS_CONSTANT = 4,
	HAS_ATTRIBUTES = 8,
	HAS_PAIRS = 16,
	HAS_ALTERNATIVES = 32,
	HAS_MEMBERS = 64,
	HAS_ALL = 127,
	MAY_HAVE_ATTRIBUTES = 4096,
	READS_INCLUDED = 128,     /* it depends on `included` */
	INCLUDED_ATTRIBUTE = 256, /* its attribute is that of an included resource, not of the record */
	LINKAGE_ONLY = 512,       /* its relationship need not be included */
	OWN_ATTRIBUTE = 1024,     /* it reads attributes of what the row is about */
	OWN_RELATIONSHIP = 2048,  /* its relationship is one of what the row is about */
};

/* The rows that a word may be used for: any, or only those about things of one kind. */
enum word_ground { ANY_ROW, ON_EACH, ON_TO_MANY, ON_INCLUDED, ON_ROLE, ON_TAG, ON_RESOURCE, ON_VALUE, ON_ENDING };

/* A new type is one more row in three tables: column_type_names, schema/json_schema.c and the warehouses (warehouse/dialect.h). */
enum column_type {
	COLUMN_TEXT,
	COLUMN_TIMESTAMP,
	COLUMN_DATE,
	COLUMN_NUMBER,
	COLUMN_INTEGER,
	COLUMN_PLACE, /* an integer that counts from 0 */
	COLUMN_BOOLEAN,
	COLUMN_JSON,
	COLUMN_TYPES,
};

/* As the manifest and `schema` name the types. */
extern const char *const column_type_names[];

/* A word that says where a value comes from. */
struct word {
	const char *name;
	enum column_type type; /* of the column, unless an AS_ word says it */
	enum rc (*evaluate)(struct scope *scope, const struct op *op, struct value *out);
	unsigned facts;
	enum word_ground ground;
	const char *extras[WORD_EXTRAS_MAX]; /* attributes of included resources that it reads in addition */
	const char *id_table; /* in the ids that it makes, as if it were a table: output/README.md, "Ids" */
};

extern const struct word word_table[SOURCE_KINDS]; /* map/word_table.c */

/* The members of struct column that an AS_ word must have (it may have no other). */
enum convert_facts { HAS_VALUES = 1, HAS_TABLE = 2, HAS_EQUALS = 4 };

/* An AS_ word. */
struct convert_word {
	const char *name;
	enum column_type type; /* of the column */
	unsigned facts;
	bool blank_is_null; /* blank text becomes NULL before the function sees it */
	struct cell (*convert)(struct scope *scope, const struct op *op, const struct value *value);
};

extern const struct convert_word convert_table[CONVERTS]; /* map/convert.c */

/* A word that says which rows a table has. */
struct each_word {
	const char *name;
	/* The things of the record for the scope's table. */
	enum rc (*items)(struct scope *scope, struct item **items, size_t *count);
	/* Did the service say what the record lists? */
	bool (*known)(const struct scope *scope);
};

extern const struct each_word each_table[EACH_KINDS]; /* map/each.c */

#endif
