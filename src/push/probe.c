#include "push/probe.h"

#include "publish/names.h"
#include "push/context.h"
#include "push/session.h"

enum { PROBE_KEEP = 64 };

static enum rc probe_on_look(struct push_request *request, bool *more)
{
	struct push_probe *probe = request->context;
	enum push_there there;

	(void)more;
	TRY(push_compare(request, SV(""), &there));
	probe->readable = there != THERE_UNKNOWN;
	probe->there = there == THERE_SAME || there == THERE_OTHER;
	if (!probe->there || !timestamp_read_run_name(sv_trim(buf_sv(&request->text)), &probe->run_ms))
		probe->run_ms = TIMESTAMP_NONE;
	return RC_OK;
}

enum rc push_probe(struct push *push, struct push_probe *probe)
{
	struct push_request request = {.s3 = {.method = NET_GET, .key = LATEST_NAME},
				       .keep = PROBE_KEEP,
				       .answered = probe_on_look,
				       .context = probe};

	*probe = (struct push_probe){.run_ms = TIMESTAMP_NONE};
	return session_run(&push->session, &request, 1);
}
