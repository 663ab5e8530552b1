/*
 * Which optional parts of a request a service does not accept, found in few requests (mappings/PINPOINT.md, "Optional
 * parts of a request"). This is only the arithmetic: the caller makes the requests and says what became of them.
 *
 * A refused request is repeated without all suspects. If that is taken, they are tried again from the first on: all that
 * is left, and after a refusal the first half of it, until one part alone is at fault. Documented parts come before
 * optional ones, and then parts before what depends on them, so a part whose base is given up goes with it and costs no
 * request; one that is no suspect comes back with its base. After FORMS_TRIES_MAX requests the suspects that are still
 * unsettled stay given up.
 */
#ifndef FETCH_FORMS_H
#define FETCH_FORMS_H

#include "jsonapi/query.h"

#define FORMS_TRIES_MAX 12 /* after the request without suspects was taken */

/* What to do next. */
enum forms_step {
	FORMS_TRY,       /* request the current form (forms_given_up) */
	FORMS_FOUND,     /* the same, and it is the answer: all of it was taken, or has no suspects left */
	FORMS_NONE_LEFT, /* nothing is left to give up */
};

enum forms_phase { FORMS_IDLE = 0, FORMS_WITHOUT, FORMS_HALVES };

struct forms {
	const struct query *query;
	uint64_t parts; /* wanted and not known to be refused */
	enum forms_phase phase;
	uint64_t refused;                     /* found to be refused, or given up with what they depend on */
	unsigned char order[QUERY_PARTS_MAX]; /* of the suspects */
	unsigned count;
	unsigned from;  /* suspects before this place are settled */
	unsigned until; /* the current form has the suspects before this place */
	unsigned limit; /* one of those before this place, from `from` on, is refused; 0: that is unknown */
	unsigned tries; /* in all searches */
};

/*
 * A request with `parts` was refused. `suspects`: those that may be the reason. FORMS_TRY or FORMS_NONE_LEFT.
 * Zero-initialize the forms before the first search.
 */
enum forms_step forms_begin(struct forms *forms, const struct query *query, uint64_t parts, uint64_t suspects);

/* What became of the current form. After FORMS_FOUND or FORMS_NONE_LEFT only forms_begin() may follow. */
enum forms_step forms_taken(struct forms *forms);
enum forms_step forms_refused(struct forms *forms);

/* Those of the parts in `given_up`, and those that depend on them: a documented path stands alone. */
uint64_t forms_with_dependents(const struct query *query, uint64_t parts, uint64_t given_up);

/* Does the current form have no suspects at all? */
bool forms_is_bare(const struct forms *forms);

/* Those of `parts` that the current form, or the one that was found, does not have. */
uint64_t forms_given_up(const struct forms *forms);

#endif
