/*
 * Where the value of each option comes from, and which of two values counts: the command line is stronger than the
 * environment, which is stronger than the config file, which is stronger than the default. The same holds for two
 * different options that exclude each other (option_ignored()).
 */
#ifndef CLI_OPTION_ORIGIN_H
#define CLI_OPTION_ORIGIN_H

#include "cli/option_table.h"

enum option_origin { FROM_NOWHERE, FROM_DEFAULT, FROM_CONFIG, FROM_ENVIRONMENT, FROM_LINE }; /* weakest first */

struct option_origins {
	enum option_origin of[OPTION_ROWS_MAX]; /* by row */
};

/* `name` must be the name of an option. */
enum option_origin option_origin(const struct option_origins *origins, const char *name);

/* True if a value of that row from `origin` does not count, because a stronger one was given. */
bool option_ignored(const struct option_origins *origins, const struct option_row *row, enum option_origin origin);

/* What the user wrote, for messages: "--state", "PINPOINT_SUBDOMAIN" or "state in FILE". */
struct option_spelling {
	char text[2 * OPTION_SHOWN_MAX];
};
struct option_spelling option_spelling(const struct option_origins *origins, const struct options *options,
				       const char *name);

#endif
