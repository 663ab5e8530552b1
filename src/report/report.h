/*
 * The last runs of an output directory as one HTML page without scripts (scripts/OPERATING.md, "A picture of the nights"): what
 * came, changed and went, how long the runs took, what could not be read, new warnings, and what is not pushed. It is made from
 * manifests, which are not trusted, and from the state if there is one. It shows names of tables, warnings and runs, numbers and
 * times, never a value of a row.
 * Errors: RC_USAGE where there is no run, RC_OUTPUT for a directory or a state that cannot be read.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buf.h"
#include "cli/app.h"

/* `state`: path; NULL: none. `account` NULL: that of the newest run. */
enum rc report_add_page(const struct app *app, const char *state, const char *account, struct buf *out) MUST_USE;

#endif
