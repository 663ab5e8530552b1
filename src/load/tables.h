/*
 * The tables of a manifest as a script needs them. A manifest is untrusted: each name is letters, digits and underscores, no
 * name is one that a script uses for itself, each type is known, and each table has the columns by which rows are replaced.
 * Errors: RC_DIFFERENCE, described in `difference` (borrowed).
 */
#ifndef LOAD_TABLES_H
#define LOAD_TABLES_H

#include "base/arena.h"
#include "manifest/difference.h"
#include "manifest/manifest.h"
#include "warehouse/script.h"

struct load_tables {
	struct sql_table *tables; /* those that have files, in the order of the manifest */
	size_t count;
	struct arena arena; /* owns all of it; names and files are the manifest's */
};

enum rc load_tables_make(const struct manifest *manifest, struct load_tables *tables,
			 struct difference *difference) MUST_USE;
void load_tables_release(struct load_tables *tables);

#endif
