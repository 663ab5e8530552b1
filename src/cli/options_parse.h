/*
 * From command line, environment, config file and defaults to struct options. cli/option_table.h drives it.
 *
 * Lifecycle: options_parse() fills, options_release() frees, also after a failure. Errors: RC_USAGE with the option,
 * where its value came from, and what is possible.
 */
#ifndef CLI_OPTIONS_PARSE_H
#define CLI_OPTIONS_PARSE_H

#include "base/error.h"
#include "cli/options.h"

/*
 * `form_names`: what --as takes. With --help or --version only the command line is read, and what the options mean
 * together is not checked.
 */
enum rc options_parse(struct options *options, int argc, char *const *argv, option_names *form_names) MUST_USE;
void options_release(struct options *options);

#endif
