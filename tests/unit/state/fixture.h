/*
 * A directory with a state in it, and short names for what the tests do with it. A call that fails ends the test with
 * its error.
 */
#ifndef UNIT_STATE_FIXTURE_H
#define UNIT_STATE_FIXTURE_H

#include "state/state.h"

#define DAY_MS ((int64_t)86400000)
#define FIRST_RUN_MS INT64_C(1763856000000)

struct fixture {
	char directory[64], path[96];
	struct state *state; /* NULL between runs */
	int run;             /* 0 is the first */
	unsigned table, links;
};

int fixture_new(void **out);    /* setup of cmocka */
int fixture_remove(void **out); /* its teardown */

int64_t run_ms(int run); /* runs are a day apart */
void succeeds(enum rc rc);

/* A run: opens the state and registers two tables, "users" and "links". */
void begin_run(struct fixture *fixture);
void do_not_want(struct fixture *fixture, const char *table); /* in this run */
void commit_run(struct fixture *fixture);
void abandon_run(struct fixture *fixture); /* as if killed */

/* Opens and closes the state. */
enum rc open_state(const struct fixture *fixture, const char *account, bool read_only);

struct state_key record(uint64_t id);
struct state_key link_of(uint64_t parent, uint64_t child);

/* Compares with the hash of a text. */
struct state_known see_key(struct fixture *fixture, unsigned table, struct state_key key, const char *content);
enum state_verdict see(struct fixture *fixture, uint64_t id, const char *content);
void see_all(struct fixture *fixture, uint64_t from, uint64_t to); /* content "same" */

/* A list of links of one parent, with children up to the one that is 0. */
uint64_t list(struct fixture *fixture, uint64_t parent, const uint64_t *children, bool known);

/* What the state reports, as text: "7 9 " for missing ids, "7/1@0 " for tombstones (@run). */
const char *missing_but(struct fixture *fixture, unsigned table, const uint64_t *seen, uint64_t *live);
const char *tombstones(struct fixture *fixture, unsigned table, int64_t since_ms);

#endif
