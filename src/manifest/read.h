/*
 * Reads the parts of manifest.json that say which files a run has and what they contain (output/README.md, "manifest.json"):
 * run_id, account, mode, format, complete, finished_at, previous_run_id, watermark, and of each table the name, the status,
 * the rows written, names and types of its columns, and its files. Where they are there, also started_at, of each table all
 * counts of rows and the warnings, of each resource the name, requests and retried. Everything else in struct manifest stays
 * zero. A manifest is untrusted: each of these members must appear exactly once (the second kind at most once), with a value
 * of its kind, and the name of a file cannot leave the run's own directory. Other members are skipped, and the order of
 * members does not matter.
 *
 * Lifecycle: manifest_reader_new(), manifest_reader_feed()…, manifest_reader_finish(), manifest_reader_free(); the
 * manifest lives until then. Errors: RC_DIFFERENCE, described in `difference` (borrowed).
 */
#ifndef MANIFEST_READ_H
#define MANIFEST_READ_H

#include "manifest/difference.h"
#include "manifest/manifest.h"

#define MANIFEST_BYTES_MAX ((uint64_t)64 << 20)
#define MANIFEST_TABLES_MAX 1024
#define MANIFEST_COLUMNS_MAX 1024  /* of a table */
#define MANIFEST_WARNINGS_MAX 1024 /* of a table */
#define MANIFEST_RESOURCES_MAX 1024

struct manifest_reader;

struct manifest_reader *manifest_reader_new(struct difference *difference);
enum rc manifest_reader_feed(struct manifest_reader *reader, struct sv bytes) MUST_USE;
enum rc manifest_reader_finish(struct manifest_reader *reader, const struct manifest **manifest) MUST_USE;
void manifest_reader_free(struct manifest_reader *reader); /* NULL is fine */

#endif
