/*
 * The key of --hash-columns: all bytes of --hash-key-file. It never appears in a message.
 */
#ifndef CLI_HASH_KEY_H
#define CLI_HASH_KEY_H

#include "base/token.h"
#include "cli/options.h"

/*
 * Opens what turns texts into tokens; without --hash-columns it is zeroed. token_close() also after an error. RC_USAGE says
 * what to do.
 */
enum rc hash_key_open(const struct options *options, struct token_maker *tokens) MUST_USE;

#endif
