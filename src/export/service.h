/*
 * The service that the options name: the configuration of fetch/, with its notices and its progress in the log.
 *
 * Lifecycle: service_open(), then `fetch` is ready for requests; service_close(), also after a failed service_open().
 * Errors: those of cli/api_key.h and fetch_new().
 */
#ifndef EXPORT_SERVICE_H
#define EXPORT_SERVICE_H

#include "cli/app.h"
#include "export/clock_check.h"
#include "fetch/fetch.h"

struct service {
	const struct app *app;
	char *key;
	struct fetch *fetch;
	struct clock_check clock_check;
	struct fetch_date date; /* of the first answer that brought records */
	bool dated;             /* there was one */
};

/* Reads the key. `app` is borrowed; the service must not move. */
enum rc service_open(struct service *service, const struct app *app) MUST_USE;
void service_close(struct service *service);

#endif
