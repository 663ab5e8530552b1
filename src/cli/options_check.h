/*
 * What the options mean together, after each was read on its own: which account is exported and from where, and what
 * excludes what. Errors: RC_USAGE with the options as the user wrote them.
 */
#ifndef CLI_OPTIONS_CHECK_H
#define CLI_OPTIONS_CHECK_H

#include "base/error.h"
#include "cli/option_origin.h"

/* Fills in account and base URL where the command needs them. */
enum rc options_check(struct options *options, const struct option_origins *origins) MUST_USE;

#endif
