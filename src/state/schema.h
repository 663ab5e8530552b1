/*
 * The tables of the file, and the steps that bring a file of an earlier version up to date.
 */
#ifndef STATE_SCHEMA_H
#define STATE_SCHEMA_H

#include "state/store.h"

/* Step i leads from version i to version i + 1; `count` is the current version. */
struct schema {
	const char *const *steps;
	int count;
};
extern const struct schema schema_current;

/* Fails unless the file is a state of this version or an earlier one. */
enum rc schema_check(struct state *state, const struct schema *schema, bool *is_new) MUST_USE;

/* Runs the missing steps, in the open transaction. */
enum rc schema_migrate(struct state *state, const struct schema *schema) MUST_USE;

enum rc schema_set_account(struct state *state, const char *account) MUST_USE;

/* The account in the file must be this one; NULL: any. */
enum rc schema_check_account(struct state *state, const char *account) MUST_USE;

#endif
