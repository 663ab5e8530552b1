#include "cli/aws_variables.h"

#include <stdlib.h>

#include "base/mem.h"
#include "cli/api_key.h"

void aws_variables_read(struct s3_environment *out)
{
	for (size_t i = 0; i < S3_VARIABLES; i++) {
		const char *text = getenv(s3_variable_rows[i].name);

		out->values[i] = text && *text ? mem_text(text) : NULL;
		if (s3_variable_rows[i].secret)
			api_key_forget(s3_variable_rows[i].name);
	}
}
