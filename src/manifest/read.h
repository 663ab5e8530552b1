/*
 * Reads manifest.json back (contract, section 2) into the structs it was written from. It comes from a disk and is not
 * trusted: all keys of the contract must be there once, each with a value of its kind; other keys are passed over, and
 * their order does not matter.
 *
 * Life cycle: manifest_reader_new(), manifest_reader_feed()…, manifest_reader_finish(), manifest_reader_free(), until
 * when the manifest lives. Memory: what the manifest says. Errors: RC_DIFFERENCE, described in `difference` (borrowed).
 * Ceilings: below, CATALOGUE_TABLES_MAX tables, ROW_COLUMNS_MAX columns, TABLE_PARTS_MAX files a table.
 */
#ifndef MANIFEST_READ_H
#define MANIFEST_READ_H

#include "manifest/difference.h"
#include "manifest/manifest.h"

#define MANIFEST_BYTES_MAX ((uint64_t)64 << 20)
#define MANIFEST_WARNINGS_MAX 1024 /* names a table */
#define MANIFEST_SHA256_LENGTH 64

struct manifest_reader;

struct manifest_reader *manifest_reader_new(struct difference *difference);
enum rc manifest_reader_feed(struct manifest_reader *reader, struct sv bytes) MUST_USE;
enum rc manifest_reader_finish(struct manifest_reader *reader, const struct manifest **manifest) MUST_USE;
void manifest_reader_free(struct manifest_reader *reader); /* NULL is fine */

/* Whether what it says holds together: names of files, sums, statuses. RC_DIFFERENCE as above. */
enum rc manifest_judge(const struct manifest *manifest, struct difference *difference) MUST_USE;

#endif
