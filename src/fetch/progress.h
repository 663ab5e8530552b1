/*
 * How far the readings are, and what the run waits for: for people. Changes with every step; config.step() is a good time to
 * look. Nothing is decided by it.
 */
#ifndef FETCH_PROGRESS_H
#define FETCH_PROGRESS_H

#include "fetch/fetch.h"

enum fetch_stage { FETCH_TO_COME, FETCH_UNDER_WAY, FETCH_OVER };

struct fetch_progress {
	const char *path; /* "/jobs" */
	enum fetch_stage stage;
	bool looks_up;  /* records by id, instead of pages */
	bool readable;  /* as far as is known */
	uint64_t done;  /* records passed on, or looked up */
	int64_t total;  /* of them; -1: unknown */
	uint64_t pages; /* finished, over all passes */
	int64_t left;   /* requests that are still needed; -1: unknown */
};

enum fetch_wait {
	FETCH_WAITS_NOT,
	FETCH_WAITS_LIMIT,   /* the service counts requests, and has refused one */
	FETCH_WAITS_SERVICE, /* it asked to wait */
	FETCH_WAITS_RETRY,   /* before a request is tried again */
	FETCH_WAITS_PACE,    /* between two requests */
	FETCH_WAITS_DATA,    /* requests are under way, but nothing arrives */
};

struct fetch_pace {
	uint64_t requests; /* so far */
	bool counted;      /* the service counts them */
	enum fetch_wait wait;
	int64_t wait_ms; /* from now on; FETCH_WAITS_DATA: so far */
};

unsigned fetch_count(const struct fetch *fetch);
void fetch_look(const struct fetch *fetch, unsigned index, struct fetch_progress *out);
void fetch_look_at_pace(const struct fetch *fetch, struct fetch_pace *out);

#endif
