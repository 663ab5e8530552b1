/*
 * A request for a JSON:API collection as constant data, and its URLs (mappings/PINPOINT.md, "Requests").
 * Some parts are optional: a service that answers 400 may not know them, so they can be given up (mappings/PINPOINT.md,
 * "Optional parts of a request"). A set of given-up parts is a mask, in which bit i is for optional[i].
 */
#ifndef JSONAPI_QUERY_H
#define JSONAPI_QUERY_H

#include "base/buf.h"

#define QUERY_LIST_MAX 16
#define QUERY_OPTIONAL_MAX 4

/* What an optional part leaves out: the include path or the value of the filter that is its name, or something else. */
enum query_without {
	WITHOUT_NOTHING, /* a defect */
	WITHOUT_INCLUDE,
	WITHOUT_FILTER_VALUE,
	WITHOUT_EXTRA_FIELDS,
	WITHOUT_STATS,
};

struct query_part {
	const char *name; /* also in the manifest's given_up */
	enum query_without without;
};

struct query {
	const char *path;                    /* "/jobs" */
	const char *type;                    /* resource type of its records, "jobs" */
	const char *include[QUERY_LIST_MAX]; /* ends with NULL */
	const char *filter;                  /* name of the filter, or NULL */
	const char *filter_values[QUERY_LIST_MAX];
	const char *extra_fields;                       /* for extra_fields[type], or NULL */
	bool unsorted;                                  /* no sort=id */
	struct query_part optional[QUERY_OPTIONAL_MAX]; /* ends with a NULL name */
};

/* A page of the collection, requested without the parts in the mask. */
struct query_page {
	unsigned given_up;
	int number, size;
	const char *updated_since; /* for filter[updated_at][gt], or NULL */
};

/* A record of the collection, by its id. */
struct query_record {
	unsigned given_up;
	bool unfiltered; /* without the filter, too */
	struct sv id;
};

unsigned query_optional_count(const struct query *query);

/* Whether one of the given-up parts is of that kind and, unless `name` is NULL, has that name. */
bool query_leaves_out(const struct query *query, unsigned given_up, enum query_without what, const char *name);

/* Appends base + path + "?" + the query, percent-encoded. `base` has no slash at its end. */
void query_url(const struct query *query, const char *base, const struct query_page *page, struct buf *url);

/* Appends base + path + "/" + id + "?" + the parts that say how a record is sent: no page, sort or stats. */
void query_record_url(const struct query *query, const char *base, const struct query_record *record, struct buf *url);

#endif
