#include "cli/stdout.h"

#include <unistd.h>

#include "sink/file.h"

enum rc stdout_print(struct sv text)
{
	struct sink *sink = file_sink_for_descriptor(STDOUT_FILENO, "standard output");
	enum rc rc = sink_write(sink, text);

	if (rc == RC_OK)
		rc = sink_close(sink);
	sink_free(sink);
	return rc;
}
