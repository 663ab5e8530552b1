/*
 * Cases as text: three lines each (conversion, input, expected), parted by blank lines; a line that begins with # is a
 * comment. A line in quotation marks stands for what is between them, with the escapes \\ \" \n \r \t and \xHH; any other
 * line for itself. NULL as the expected line: the conversion refuses the input.
 */
#ifndef SUPPORT_TRIPLES_H
#define SUPPORT_TRIPLES_H

#include "base/buf.h"

#define TRIPLES_FILE_MAX ((size_t)1 << 20)

struct triple_conversion {
	const char *name;
	bool (*convert)(struct sv input, struct buf *out); /* false: refused */
};

/*
 * Runs all cases of a file, whose path is relative to the top of the project; `conversions` ends with a NULL name. Prints
 * every case that fails and gives their number; a file that cannot be read, has no case or an unfinished or unknown
 * one counts as a failure too.
 */
unsigned triples_run(const char *path, const struct triple_conversion *conversions);

#endif
