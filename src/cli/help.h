/*
 * The help, made from the rows of cli/option_table.h.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "base/buf.h"
#include "cli/options.h"

/* Appends the help for everything, or for the command if one was named. */
void help_add(struct buf *out, const struct options *options);

#endif
