/*
 * Shows how far the requests of a run are (cli/log.h), from what fetch/ knows.
 */
#ifndef EXPORT_PROGRESS_H
#define EXPORT_PROGRESS_H

#include "cli/app.h"
#include "fetch/fetch.h"

/* May be called often. `began_ms`: steady time of the start of the run. */
void progress_of_fetch(const struct app *app, const struct fetch *fetch, int64_t began_ms);

#endif
