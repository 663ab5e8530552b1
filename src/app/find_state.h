/*
 * Which state file a command without an export works on. Errors: RC_USAGE.
 */
#ifndef APP_FIND_STATE_H
#define APP_FIND_STATE_H

#include "base/buf.h"
#include "cli/options.h"

/* Appends the path: that of --state, that of the account, or the only one in the output directory. */
enum rc find_state(const struct options *options, struct buf *path) MUST_USE;

/* The same, but appends nothing where there is no such file. Two of them in one directory are still an error. */
enum rc find_optional_state(const struct options *options, struct buf *path) MUST_USE;

/* The account that the options name, or that the state is of; NULL if neither says. `state`: path, or NULL. mem_free() it. */
enum rc find_account(const struct options *options, const char *state, char **account) MUST_USE;

#endif
