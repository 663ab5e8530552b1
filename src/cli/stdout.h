/*
 * Writing to standard output, all of it or an error: RC_PIPE where the reader went away (silent), RC_OUTPUT else.
 */
#ifndef CLI_STDOUT_H
#define CLI_STDOUT_H

#include "base/error.h"
#include "base/sv.h"

enum rc stdout_print(struct sv text) MUST_USE;

#endif
