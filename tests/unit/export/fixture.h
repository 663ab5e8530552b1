/*
 * Runs of an export, one after the other, with a real state and real mappings and with fake_fetch.h for the service.
 * The rows go to one file, as NDJSON.
 *
 * A whole run is fixture_run(). To look into one: fixture_read(), deletions_settle(), fixture_finish().
 */
#ifndef UNIT_EXPORT_FIXTURE_H
#define UNIT_EXPORT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "export/context.h"
#include "fake_fetch.h"

#define HOUR_MS ((int64_t)3600000)
#define DAY_MS (24 * HOUR_MS)

struct fixture {
	struct options options; /* mode, tables and ceilings of the next run */
	struct log log;
	struct app app;
	struct export export;
	char *directory;
	bool without_state;
	int64_t run_ms; /* an hour after the last run, unless a test moves it on */
};

int fixture_new(void **out);    /* setup of cmocka: mode changes, the defaults of the command line */
int fixture_remove(void **out); /* its teardown */

/* Reads the resources of the tables, as in "users,jobs". */
void fixture_read(struct fixture *fixture, const char *tables);
void fixture_finish(struct fixture *fixture); /* writes, remembers, commits */
void fixture_run(struct fixture *fixture, const char *tables);

void fixture_succeeds(enum rc rc);
void fixture_asked(const char *expected); /* what was looked up, as in fake_fetch.h */

struct export_resource *fixture_resource(struct fixture *fixture, const char *path);
struct ledger_table *fixture_table(struct fixture *fixture, const char *name);

/* What differs among the rows of a table: "1 created 2 changed 3 deleted 4 unchanged 5 unconfirmed", without zeros. */
void fixture_counts(struct fixture *fixture, const char *table, const char *expected);

/* What the last run wrote, and all that was logged: in one buffer, valid until the next call. */
const char *fixture_rows(struct fixture *fixture);
const char *fixture_logged(struct fixture *fixture);

#endif
