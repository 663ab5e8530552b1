/*
 * The tables that the file knows: their number, the fingerprint of their columns, their watermark.
 */
#ifndef STATE_TABLES_H
#define STATE_TABLES_H

#include "state/store.h"

/* Writes what this run changed about its tables. */
enum rc tables_store(struct state *state) MUST_USE;

#endif
