/*
 * A JSON:API document as a stream: each resource object is handed over as its closing brace arrives, then
 * forgotten. Member order never matters.
 *
 * Life cycle: document_new(), for each document document_begin(), document_feed()…, document_finish();
 * document_free(). Errors: RC_FORMAT for what is not JSON or not JSON:API, RC_SERVICE for a document with an
 * `errors` member. document_facts() may be asked at any time and is complete after document_finish().
 * Ceilings: those of json/parser.h, RESOURCE_MAX bytes for one resource object.
 * Source of the forms accepted: JSON:API 1.0, and pinpoint-api.md sections 1.2 and 5 in the project's reference.
 */
#ifndef JSONAPI_DOCUMENT_H
#define JSONAPI_DOCUMENT_H

#include "base/error.h"
#include "jsonapi/resource.h"

#define RESOURCE_MAX ((size_t)16 << 20)  /* bytes of one resource object as sent */
#define LINK_MAX ((size_t)8192)          /* bytes of links.next */
#define DOCUMENT_MAX ((uint64_t)4 << 30) /* bytes of one document, decoded */

enum section { SECTION_DATA, SECTION_INCLUDED };

struct document_config {
	const struct names *attributes, *relationships; /* what to keep; borrowed */
	bool keep_raw;                                  /* of the resources in `data` */
	/* The resource lives until the handler returns. Anything but RC_OK ends the document with that result. */
	enum rc (*resource)(void *context, enum section section, const struct resource *resource);
	void *context;
};

struct document_facts {
	uint64_t records;         /* resources in `data` */
	int64_t total;            /* meta.stats.total.count or meta.total; -1 if not told */
	struct sv next;           /* links.next; empty if not told. Lives until document_begin() */
	bool included_first;      /* `included` was complete before `data` began */
	uint64_t replaced;        /* characters replaced by U+FFFD */
	uint64_t duplicate_names; /* members, and what is kept of them, met twice in one resource (the last wins) */
};

struct document;

struct document *document_new(const struct document_config *config);
void document_free(struct document *document); /* NULL is fine */

void document_begin(struct document *document);
enum rc document_feed(struct document *document, struct sv bytes) MUST_USE;
enum rc document_finish(struct document *document) MUST_USE;
const struct document_facts *document_facts(const struct document *document);

/* After an error: all that was wrong is that the document ends too early. */
bool document_broken_off(const struct document *document);

#endif
