/*
 * The words for the parts of a query (jsonapi/query.h). The part that a MAY_ word names is optional: a service that does
 * not know it can do without.
 */
#ifndef JSONAPI_QUERY_WORDS_H
#define JSONAPI_QUERY_WORDS_H

#define QUERY_PART(kind_, name_, of_, optional_)                                                                       \
	{                                                                                                              \
		.kind = kind_, .name = name_, .of = of_, .optional = optional_                                         \
	}

/* What a relationship path links to, and its type. */
#define INCLUDE(path_, type_) QUERY_PART(QUERY_INCLUDE, path_, type_, false)
#define MAY_INCLUDE(path_, type_) QUERY_PART(QUERY_INCLUDE, path_, type_, true)

/* One value of a filter. */
#define FILTER(filter_, value_) QUERY_PART(QUERY_FILTER, value_, filter_, false)
#define MAY_FILTER(filter_, value_) QUERY_PART(QUERY_FILTER, value_, filter_, true)

/* An attribute that resources of a type have only if it is asked for. */
#define EXTRA(type_, field_) QUERY_PART(QUERY_EXTRA_FIELD, field_, type_, false)
#define MAY_EXTRA(type_, field_) QUERY_PART(QUERY_EXTRA_FIELD, field_, type_, true)

/* Resources of a type have no other attributes than these. */
#define FIELDS(type_, field_) QUERY_PART(QUERY_FIELD, field_, type_, false)
#define MAY_FIELDS(type_, field_) QUERY_PART(QUERY_FIELD, field_, type_, true)

/* The total, and the order of the records. */
#define MAY_STATS QUERY_PART(QUERY_STATS, NULL, NULL, true)
#define SORT(key_) QUERY_PART(QUERY_SORT, key_, NULL, false)
#define MAY_SORT(key_) QUERY_PART(QUERY_SORT, key_, NULL, true)

/* Without it, the service sends what it calls the first page. Of other queries, the page is always requested. */
#define MAY_PAGE QUERY_PART(QUERY_PAGE, NULL, NULL, true)

#endif
