/*
 * The manual page and the completions of shells, made from the tables of options, commands and exit statuses, so that
 * none of them can differ from the program. `pinpoint-export manual FORM` prints them; `make install` installs them.
 * Each function appends to `out`.
 */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "base/buf.h"
#include "cli/options.h"

struct manual_form {
	const char *name; /* as the command takes it */
	void (*add)(struct buf *out, const struct options *options);
};

extern const struct manual_form manual_forms[]; /* ends with a NULL name */

void manual_page_add(struct buf *out, const struct options *options); /* mdoc */

#endif
