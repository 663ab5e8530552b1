/*
 * A request for a JSON:API collection as constant data, and its URLs (mappings/PINPOINT.md, "Requests").
 * The parts of the request are one list. A set of parts is a mask, in which bit i is for parts[i]: a run wants some of
 * them, and a service that answers 400 may not know the optional ones, so that they are given up (mappings/PINPOINT.md,
 * "Optional parts of a request").
 */
#ifndef JSONAPI_QUERY_H
#define JSONAPI_QUERY_H

#include <stdint.h>

#include "base/buf.h"
#include "jsonapi/query_words.h"

#define QUERY_PARTS_MAX 64

/* In the order of the parameters. */
enum query_kind {
	QUERY_END = 0,     /* behind the last part */
	QUERY_INCLUDE,     /* name: relationship path · of: the type of what it brings */
	QUERY_FILTER,      /* name: a value · of: the filter */
	QUERY_EXTRA_FIELD, /* name: an attribute · of: the type that has it */
	QUERY_FIELD,       /* the same */
	QUERY_STATS,
	QUERY_SORT, /* name: the key */
	QUERY_PAGE,
};

struct query_part {
	enum query_kind kind;
	const char *name, *of;
	bool optional;
};

struct query {
	const char *path;                         /* "/jobs" */
	const char *type;                         /* resource type of its records, "jobs" */
	struct query_part parts[QUERY_PARTS_MAX]; /* in the order of the kinds; ends with QUERY_END, or is full */
};

/* A page of the collection. */
struct query_page {
	uint64_t parts; /* that it is requested with */
	int number, size;
	const char *updated_since; /* for filter[updated_at][gt], or NULL */
};

/* A record of the collection, by its id. */
struct query_record {
	uint64_t parts;
	bool unfiltered; /* without the filters */
	struct sv id;
};

static inline uint64_t query_bit(unsigned part)
{
	return UINT64_C(1) << part;
}

/* Does the relationship path `below` begin with `path` and a dot? */
bool query_is_below(const char *below, const char *path);

unsigned query_count(const struct query *query);
uint64_t query_optional_parts(const struct query *query);
/* These, and what brings something that another account or version may lack: includes and extra fields. */
uint64_t query_losable_parts(const struct query *query);
uint64_t query_parts_of_kind(const struct query *query, enum query_kind kind);

/* Without the includes that a kept path goes through: `parts.users` brings the parts too, even if `parts` is refused. */
uint64_t query_absent_parts(const struct query *query, uint64_t wanted, uint64_t given_up);

/*
 * Appends the name of parts[i] for people and for the manifest. False: it is not given up, or it has no name of its own,
 * since all wanted extra fields of that type are given up and the first one stands for them.
 */
bool query_given_up_name(const struct query *query, uint64_t wanted, uint64_t given_up, unsigned i, struct buf *name);

/* Appends what stands for parts[i] alone, in any set: "include=stages", "filter[visibility]=internal", "stats". */
void query_part_text(const struct query *query, unsigned i, struct buf *text);

/* Appends base + path + "?" + the query, percent-encoded. `base` has no slash at its end. */
void query_url(const struct query *query, const char *base, const struct query_page *page, struct buf *url);

/* Appends base + path + "/" + id + "?" + the parts that say how a record is sent: no page, sort or stats. */
void query_record_url(const struct query *query, const char *base, const struct query_record *record, struct buf *url);

#endif
