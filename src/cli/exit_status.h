/*
 * The exit statuses (output/README.md, "Exit status"), one row each, for the help and the manual page. Constant data.
 */
#ifndef CLI_EXIT_STATUS_H
#define CLI_EXIT_STATUS_H

#include <stddef.h>

struct exit_status_row {
	const char *status; /* "3", or "128+n" */
	const char *meaning;
};

extern const struct exit_status_row exit_status_rows[];
extern const size_t exit_status_count;

#endif
