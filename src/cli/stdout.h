/*
 * Writes a text to standard output, all of it or an error: RC_PIPE if the reader closed the pipe (silent), else RC_OUTPUT.
 */
#ifndef CLI_STDOUT_H
#define CLI_STDOUT_H

#include "base/error.h"
#include "base/sv.h"

enum rc stdout_print(struct sv text) MUST_USE;

#endif
