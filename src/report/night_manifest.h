/*
 * One night, from the manifest of its run. Private to report/.
 */
#ifndef REPORT_NIGHT_MANIFEST_H
#define REPORT_NIGHT_MANIFEST_H

#include "cli/app.h"
#include "report/night.h"

/* Replaces what the state says of the night, or says in `problem` why not. New names of tables are added to `nights`. */
void night_read_manifest(const struct app *app, struct nights *nights, struct night *night);

#endif
