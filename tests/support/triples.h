/*
 * Test cases as text: three lines each (conversion, input, expected), separated by blank lines. A line that begins with # is
 * a comment. A line in quotation marks means the text between them, with the escapes \\ \" \n \r \t and \xHH; any other
 * line is taken as it is. NULL as the expected line means that the conversion refuses the input.
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
 * every case that fails and returns their number. A file that cannot be read or has no case, and a case that is unfinished
 * or unknown, count as failures, too.
 */
unsigned triples_run(const char *path, const struct triple_conversion *conversions);

#endif
