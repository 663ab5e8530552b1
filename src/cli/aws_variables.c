#include "cli/aws_variables.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void aws_variables_read(struct s3_environment *out)
{
	for (size_t i = 0; i < S3_VARIABLES; i++) {
		char *text = getenv(s3_variable_rows[i].name);

		out->values[i] = text && *text ? mem_text(text) : NULL;
		if (!s3_variable_rows[i].secret || !text)
			continue;
		/* Wiped as well as unset, because /proc shows the first environment of a process. */
		mem_wipe(text, strlen(text));
		unsetenv(s3_variable_rows[i].name);
	}
}
