/*
 * The config file: lines of `key = value`. White space around key and value is dropped. A `#` at the start of a line or
 * after white space begins a comment. There is no quoting. A file that is named must exist.
 * Errors: RC_USAGE with file, line and key, but never with the value, because people put secrets into such files.
 */
#ifndef CLI_CONFIG_FILE_H
#define CLI_CONFIG_FILE_H

#include "base/error.h"

#define CONFIG_FILE_MAX ((size_t)64 << 10)
#define CONFIG_LINE_MAX ((size_t)4096)

struct config_setting {
	const char *path;
	unsigned line;
	const char *key, *value;
};

/* Calls `take` for each setting, in order, until one fails. The setting lives as long as the call. */
enum rc config_file_read(const char *path, enum rc (*take)(void *context, const struct config_setting *setting),
			 void *context) MUST_USE;

#endif
