/*
 * Stands in for fetch/fetch.h: resources made up of ids, without a network. Records have their id, and what `members`
 * adds. Each list of ids is a text such as "1-3 7"; NULL is empty.
 */
#ifndef UNIT_EXPORT_FAKE_FETCH_H
#define UNIT_EXPORT_FAKE_FETCH_H

#include "base/buf.h"
#include "fetch/fetch.h"

#define FAKE_RESOURCES_MAX 40

struct fake_resource {
	const char *path; /* "/users" */
	const char *listed;
	const char *listed_again; /* by fetch_again() */
	const char *slipped;      /* exist, but are not listed */
	const char *denied;       /* are listed, but a lookup finds nothing */
	const char *unsettled;    /* a lookup leaves them open */
	const char *members;      /* of each record, in JSON: ",\"attributes\":{...}" */
	const char *included;     /* resources in JSON, in the document of each reading */
	struct fetch_result result;
};

/* Set `resources` before a run; the first with a NULL path ends them. One that is not there is empty and readable. */
struct fake_service {
	struct fake_resource resources[FAKE_RESOURCES_MAX];
	struct buf asked; /* what was looked up, in order: "/users/2 /users/7 " */
	unsigned readings;
};
extern struct fake_service fake_service;

/* The fetch of one run. */
struct fetch *fake_fetch_new(void);
void fake_fetch_free(struct fetch *fetch);

/* Is the id in the list? */
bool fake_lists(const char *list, uint64_t id);

#endif
