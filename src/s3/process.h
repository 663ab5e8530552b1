/*
 * Runs the program that a profile names as credential_process, and keeps what it prints. Private to s3/.
 */
#ifndef S3_PROCESS_H
#define S3_PROCESS_H

#include "base/buf.h"
#include "s3/environment.h"

#define S3_PROCESS_MS INT64_C(60000) /* after that it is killed */

/* The shell runs the command, without standard input. RC_CREDENTIALS if it fails, prints too much, or does not end. */
enum rc s3_run_process(const struct s3_credentials_config *config, const char *command, struct buf *out) MUST_USE;

#endif
