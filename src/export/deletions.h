/*
 * What is gone: output/README.md, "What counts as gone". Once everything has been read, the known records that were not
 * seen are settled in this order: the guard, a second reading if very many are missing, lookups by id, deletions. The
 * rows that live inside a deleted record are deleted with it. What cannot be settled stays as it was:
 * output/README.md, "Unknown is not gone".
 *
 * Call it after resources_read(); it does nothing without a state. Results are in the ledgers and in `unconfirmed`.
 * Errors: RC_GUARD, before any lookup; those of fetch/ and of the state.
 */
#ifndef EXPORT_DELETIONS_H
#define EXPORT_DELETIONS_H

#include "export/context.h"

#define DELETIONS_GUARDED_ABOVE 20  /* up to this many missing records pass the guard, unless none is left */
#define DELETIONS_GUARDED_ALL 5     /* this many records do not pass it if all of them are missing */
#define DELETIONS_REREAD_ABOVE 1000 /* if more are missing, the resource is read again before any lookup */

enum rc deletions_settle(struct export *export) MUST_USE;

#endif
