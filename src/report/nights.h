/*
 * Finds the last runs of an output directory: from the manifests of those that are still there, and from the state of those that
 * are not. Nothing is written, and no lock is taken. Private to report/.
 *
 * Errors: RC_USAGE where there is no run at all, RC_OUTPUT for a directory or a state that cannot be read. A manifest that
 * cannot be read is no error: that night is without tables.
 */
#ifndef REPORT_NIGHTS_H
#define REPORT_NIGHTS_H

#include "cli/app.h"
#include "report/night.h"

struct nights_request {
	const struct app *app;
	const char *account; /* NULL: that of the newest manifest */
	const char *state;   /* path; NULL: none */
};

enum rc nights_read(const struct nights_request *request, struct nights *nights) MUST_USE;

#endif
