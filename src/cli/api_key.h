/*
 * The API key: from the file of --api-key-file (its first line, trimmed), else from PINPOINT_API_KEY, which is then
 * taken out of the environment. net/key.h says what a key may be. It is never on the command line, in no
 * message and in no log. The caller owns it and wipes it with api_key_release().
 */
#ifndef CLI_API_KEY_H
#define CLI_API_KEY_H

#include "cli/log.h"
#include "base/error.h"

#define API_KEY_ENVIRONMENT "PINPOINT_API_KEY"

/* `file` may be NULL. A file that others may read draws a warning into `log`. RC_USAGE says what to do. */
enum rc api_key_read(const char *file, struct log *log, char **key) MUST_USE;
void api_key_release(char **key); /* wipes, frees, sets NULL */

#endif
