/*
 * Missing records, looked up by id: the answer says whether a record is gone or slipped between pages
 * (output/README.md, "What counts as gone").
 *
 * A service that answers 404 to every id would have everything deleted. So the first lookup is a control: a record
 * that this run has seen must be found, one of the same resource unless it showed none. Otherwise nothing is settled.
 * Errors: those of fetch/ and of the state. An answer that stays open is not an error: its record stays unsettled.
 */
#ifndef EXPORT_LOOKUPS_H
#define EXPORT_LOOKUPS_H

#include "export/missing.h"

/*
 * Looks up as many as --max-lookups still allows (export->lookups_left). Records that are gone are deleted in the
 * state; records that exist arrive as rows. *settled counts both.
 */
enum rc lookups_settle(struct export *export, struct export_resource *resource, const struct missing *missing,
		       uint64_t *settled) MUST_USE;

#endif
