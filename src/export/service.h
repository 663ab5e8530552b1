/*
 * The service as the options name it: the configuration of fetch/, and what to say of its results.
 */
#ifndef EXPORT_SERVICE_H
#define EXPORT_SERVICE_H

#include "cli/app.h"
#include "fetch/fetch.h"

struct service {
	const struct app *app;
	char *key;
	struct fetch *fetch;
	uint64_t received; /* over all resources, for progress */
};

/* Reads the key and gets ready; the service must stay where it is. */
enum rc service_open(struct service *service, const struct app *app) MUST_USE;
void service_close(struct service *service);

/* Appends ", without A and B" for the parts given up; nothing where there are none. */
void service_given_up(const struct query *query, unsigned given_up, struct buf *out);

#endif
