/*
 * What a verification knows: the run, and what was checked of it so far.
 */
#ifndef VERIFY_CONTEXT_H
#define VERIFY_CONTEXT_H

#include "cli/app.h"
#include "manifest/run_directory.h"

struct verify {
	const struct app *app;
	struct run_directory run;
	uint64_t tables, files, rows, bytes; /* checked so far */
};

#endif
