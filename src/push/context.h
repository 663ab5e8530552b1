/*
 * A run that is being pushed. Private to push/.
 */
#ifndef PUSH_CONTEXT_H
#define PUSH_CONTEXT_H

#include "base/digest.h"
#include "manifest/run_directory.h"
#include "push/types.h"

/* What a request says of the manifest in the bucket. */
enum push_there {
	THERE_UNKNOWN, /* the credentials may not look */
	THERE_NOT,
	THERE_SAME,
	THERE_OTHER,
};

struct push_work {
	struct push_run *run;
	struct push_session *session;
	struct run_directory directory;
	struct buf manifest; /* its bytes */
	char manifest_sha256[SHA256_HEX_SIZE];
	struct buf manifest_key;
	struct push_file *files;
	size_t file_count;
	uint64_t total_bytes; /* of the data files */
	int64_t began_at;     /* with the data files, in steady time */
	enum push_there there;
};

/* A data file on its way. */
struct push_file {
	struct push_work *work;
	const struct manifest_file *file;
	struct push_body body;
	struct buf key;
	bool settled; /* sent, or there already */
};

/* The answer to a GET of a small object: is it there, is it the same? Sets *there; RC_OK unless it is an error. */
enum rc push_compare(const struct push_request *request, struct sv with, enum push_there *there) MUST_USE;

enum rc push_files(struct push_work *work) MUST_USE;
enum rc push_manifest_look(struct push_work *work) MUST_USE; /* sets `there` */
enum rc push_manifest(struct push_work *work) MUST_USE;
enum rc push_latest(struct push_work *work) MUST_USE;

#endif
