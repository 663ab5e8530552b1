/*
 * What every command gets. A command is a function whose name begins with cmd_. It returns its exit status and leaves
 * the reason in rc_text(), which app/main.c prints, so that the last line of a failed run always has the same form. A
 * command reports RC_PARTIAL itself. Everything here is borrowed.
 */
#ifndef CLI_APP_H
#define CLI_APP_H

#include "cli/log.h"
#include "cli/options.h"
#include <stdbool.h>

#include "base/clock.h"

struct app {
	const struct options *options;
	struct log *log;
	const struct clock *clock;
	const struct clock *machine_clock; /* the same, but never the time of --now: for what others check */
	volatile const int *stop;          /* the number of the signal that ends the run, else 0 */
	const char *temporary;             /* a directory for spools if there is no output directory */
	bool *committed; /* set once a run may be committed: from then on a signal does not change the exit status */
};

#endif
