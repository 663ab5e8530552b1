/*
 * The loop of a run: does what can be done, starts what may be started, lets the network make progress.
 *
 * Which request is next: the page whose turn it is, of each reading in the order of fetch_add(); then pages ahead, one
 * reading after the other. A slot is a request in flight, or the wait for a retry of a page whose turn it is: so a run
 * with one slot reads one resource after the other, and a failing service gets fewer requests.
 * Why it cannot lock up: pages ahead may pause and keep their slots for long, but a page whose turn it is keeps its own
 * until it has been read whole, and then the next page is the first to be offered that slot. If all slots went to pages that
 * pause, the furthest of them is dropped for it.
 */
#ifndef FETCH_LOOP_H
#define FETCH_LOOP_H

#include "fetch/reading.h"

struct fetch {
	struct run run;
	struct reading **readings;
	unsigned count;
	unsigned round; /* the reading whose pages ahead come next */
};

enum rc loop_run(struct fetch *fetch) MUST_USE;

#endif
