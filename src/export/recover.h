/*
 * Finishes what a killed run left, without an export: a run that was committed and is still in DIR/.state is published
 * (publish/recovery.h). Errors: RC_OUTPUT, RC_USAGE (another account's directory).
 */
#ifndef EXPORT_RECOVER_H
#define EXPORT_RECOVER_H

#include "cli/app.h"

/*
 * Does nothing where there is nothing to finish, or where another run holds the directory, which then does it. The options of
 * `app` must name the account.
 */
enum rc export_recover(const struct app *app) MUST_USE;

#endif
