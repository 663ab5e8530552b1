/*
 * The requests of the next run with these options, by what earlier runs learned. Makes no request, and needs no key.
 *
 * Lifecycle: night_open(), night_each() once, then the sums hold; night_close(), also after a failed night_open(). `app` is
 * borrowed. Errors: those of schema/choice.h and state_open().
 */
#ifndef APP_NIGHT_H
#define APP_NIGHT_H

#include "cli/app.h"
#include "export/remember.h"
#include "map/plan.h"
#include "schema/catalogue.h"

struct night {
	const struct app *app;
	struct state *state; /* NULL: there is none */
	struct catalogue catalogue;
	uint64_t requests;
	unsigned resources;
	bool at_least; /* some number of records is not known */
};

/* One resource of it. */
struct planned {
	const struct plan *plan;
	struct state_resource known;
	uint64_t refused; /* parts that are believed to be refused */
	int page_size;
	char since[EXPORT_SINCE_SIZE];
};

enum rc night_open(struct night *night, const struct app *app) MUST_USE;
void night_close(struct night *night);

/* Calls `each` for every resource that the run reads, and sums up. `planned` is valid until it returns. */
enum rc night_each(struct night *night, void (*each)(void *context, const struct planned *planned),
		   void *context) MUST_USE;

uint64_t planned_requests(const struct planned *planned);
bool planned_is_exact(const struct planned *planned); /* else it is at least that many */

/* Until the last request may begin, in seconds. */
uint64_t night_seconds(const struct night *night);

#endif
