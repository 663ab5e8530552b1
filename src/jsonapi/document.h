/*
 * Reads a JSON:API document as a stream: each resource object is passed on at its closing brace, then forgotten. The order
 * of members does not matter.
 *
 * Lifecycle: document_new(), for each document document_begin(), document_feed()…, document_finish();
 * document_free(). Errors: RC_FORMAT for a document that is not JSON or not JSON:API, RC_SERVICE for one with an
 * `errors` member. document_facts() can be called at any time and is complete after document_finish().
 * Limits: those of json/limits.h and below.
 * The forms accepted are those of JSON:API 1.0, and of mappings/PINPOINT.md, "Resource objects".
 */
#ifndef JSONAPI_DOCUMENT_H
#define JSONAPI_DOCUMENT_H

#include "base/error.h"
#include "jsonapi/resource.h"
#include "jsonapi/type_names.h"

#define RESOURCE_MAX ((size_t)16 << 20)  /* bytes of one resource object as sent */
#define LINK_MAX ((size_t)8192)          /* bytes of links.next */
#define DOCUMENT_MAX ((uint64_t)4 << 30) /* bytes of one document, decoded */

enum section { SECTION_DATA, SECTION_INCLUDED };

struct document_config {
	/* What to keep of the records (the first one) and of included resources by their type; others are passed over. */
	const struct type_names *types;
	unsigned type_count; /* at least 1 */
	bool keep_raw;       /* of the resources in `data` */
	/* The resource lives until the handler returns. Anything but RC_OK ends the document with that result. */
	enum rc (*resource)(void *context, enum section section, const struct resource *resource);
	void *context;
};

struct document_facts {
	uint64_t records;    /* resources in `data` */
	int64_t total;       /* meta.stats.total.count or meta.total; -1 if not given */
	struct sv next;      /* links.next; empty if not given. Lives until document_begin() */
	bool included_first; /* `included` was complete before `data` began */
	uint64_t replaced;   /* characters replaced by U+FFFD */
	uint64_t
		duplicate_names; /* members, attributes and relationships in use that occur twice in a resource (the last one wins) */
};

struct document;

struct document *document_new(const struct document_config *config);
void document_free(struct document *document); /* NULL is fine */

void document_begin(struct document *document);
enum rc document_feed(struct document *document, struct sv bytes) MUST_USE;
enum rc document_finish(struct document *document) MUST_USE;
const struct document_facts *document_facts(const struct document *document);

/* After an error: whether the only defect is that the document ends early. */
bool document_broken_off(const struct document *document);

#endif
