/*
 * The command `export`: reads the account and publishes one run, or writes the rows of one table to standard output.
 * Errors: every exit status of output/README.md, "Exit status", except RC_DIFFERENCE; RC_PARTIAL if the run is
 * published but not complete.
 */
#ifndef EXPORT_EXPORT_H
#define EXPORT_EXPORT_H

#include "base/error.h"
#include "cli/app.h"

enum rc cmd_export(const struct app *app) MUST_USE;

#endif
