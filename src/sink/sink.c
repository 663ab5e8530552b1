#include "sink/sink.h"

#include <stddef.h>

enum rc sink_write(struct sink *sink, struct sv bytes)
{
	if (sink->sticky == RC_OK && bytes.n > 0)
		sink->sticky = sink->type->write(sink, bytes);
	return sink->sticky;
}

enum rc sink_close(struct sink *sink)
{
	if (sink->sticky == RC_OK)
		sink->sticky = sink->type->close(sink);
	if (sink->sticky == RC_OK && sink->next)
		sink->sticky = sink_close(sink->next);
	return sink->sticky;
}

void sink_free(struct sink *sink)
{
	for (struct sink *next; sink; sink = next) {
		next = sink->next;
		sink->type->free(sink);
	}
}
