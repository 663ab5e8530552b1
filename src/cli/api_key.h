/*
 * The API key: the first line of --api-key-file, trimmed, else PINPOINT_API_KEY, which is then removed from the
 * environment. net/key.h says what a key may be. It never appears on the command line or in a message.
 * The caller owns it and wipes it with mem_free_secret().
 */
#ifndef CLI_API_KEY_H
#define CLI_API_KEY_H

#include "base/error.h"

#define API_KEY_ENVIRONMENT "PINPOINT_API_KEY"

/* `file` may be NULL. RC_USAGE says what to do. */
enum rc api_key_read(const char *file, char **key) MUST_USE;

/* Wipes a variable with a secret and removes it from the environment, which programs that are started would get. */
void api_key_forget(const char *variable);

#endif
