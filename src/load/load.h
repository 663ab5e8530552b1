/*
 * The SQL that loads a published run into a warehouse: output/README.md, "Into a warehouse". It is made from the manifest
 * alone, which is not trusted; no file of the run is opened, and there is no network.
 * Errors: RC_USAGE where this run cannot be loaded so, RC_DIFFERENCE for a manifest that is damaged (in the run's difference).
 */
#ifndef LOAD_LOAD_H
#define LOAD_LOAD_H

#include "manifest/run_directory.h"
#include "warehouse/script.h"

struct load_request {
	struct sql_target target;
	const char *from;      /* NULL: the directory of the run */
	const char *temporary; /* a directory of this machine */
	bool replace;
	bool announced; /* the client shows a line before each table */
};

/* Appends the script for a run whose manifest was read. */
enum rc load_add_script(const struct load_request *request, struct run_directory *run, struct buf *out) MUST_USE;

#endif
