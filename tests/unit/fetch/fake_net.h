/*
 * net/client.h in memory, with a clock that moves only while it waits. A test program that links fake_net.o before the
 * archives gets this network. The test's service answers each URL at net_start().
 */
#ifndef FAKE_NET_H
#define FAKE_NET_H

#include "base/buf.h"
#include "base/clock.h"
#include "net/client.h"

#define FAKE_WHOLE SIZE_MAX

struct fake_answer {
	long status; /* 200 unless the service says otherwise */
	struct buf body;
	size_t cut;      /* this many bytes of the body come, FAKE_WHOLE = all */
	bool cut_is_end; /* the cut body looks complete to the transfer */
	bool unframed;   /* its end is a closed connection */
	bool timed_out, permanent;
	bool closed_when_paused; /* the service closes a connection that does not read */
	int64_t retry_after;
	int64_t date_ms;
	const char *request_id, *location, *version;
	int64_t latency_ms; /* until the first byte */
	size_t piece;       /* bytes handed over at once */
	int64_t gap_ms;     /* between pieces */
};

/* `body` is empty and owned by the network. */
typedef void fake_service(void *context, const char *url, struct fake_answer *answer);

struct fake_world {
	fake_service *service;
	void *context;
	int64_t now; /* steady and wall time, in ms */
	double random;
	unsigned fresh; /* requests over a new connection */
	unsigned started, running, most_running, canceled, paused;
	uint64_t taken;       /* bytes that were handed over */
	uint64_t read;        /* bytes of finished pages, where the test counts them */
	uint64_t most_unread; /* the greatest difference of the two */
	struct buf log;       /* a line for each requested URL */
};

extern struct fake_world fake_world;

void fake_reset(fake_service *service, void *context);
void fake_release(void);
const struct clock *fake_clock(void);

#endif
