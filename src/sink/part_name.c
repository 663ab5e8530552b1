#include "sink/part_name.h"

void part_name_add(struct buf *out, const char *table, const char *extension, size_t number)
{
	buf_adds(out, table);
	if (number > 0)
		buf_addf(out, ".%05zu", number);
	buf_adds(out, extension);
	buf_adds(out, PART_SUFFIX);
}
