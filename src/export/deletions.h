/*
 * What is gone (contract, section 3): after everything was read, the records that are known and were not met are
 * judged, in this order: the guard, a second reading where very many are missing, questions by id, and only then
 * deletions; what lives inside others goes with them. What cannot be settled stays as it was: unknown is not gone.
 * Works on the readings of an export that has a state; the results stand in their ledgers.
 */
#ifndef EXPORT_DELETIONS_H
#define EXPORT_DELETIONS_H

#include "export/context.h"

#define DELETIONS_GUARD_ROWS 20      /* so many may always be missing */
#define DELETIONS_ASKED_AT_ONCE 1000 /* if more are missing, the resource is read once more first */

/* RC_GUARD if too much is missing; nothing was asked by id then. */
enum rc deletions_settle(struct export *export) MUST_USE;

#endif
