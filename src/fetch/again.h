/*
 * Asks again: after what wait, how often, and when not any more (contract, section 1; net/retry.h has the
 * arithmetic). Every wait of a run is decided here, told once, and held against the retry budget: one that passes
 * what is left of it is not begun, and the run ends. Status 5 is the service's or the network's doing.
 */
#ifndef FETCH_AGAIN_H
#define FETCH_AGAIN_H

#include "fetch/reading.h"
#include "net/retry.h"

#define AHEAD_TRIES_MAX 2 /* of a page before its turn: whether to go on after that is settled when it comes */

/* retry_classify(), with the body of a 404 to a question by id taken for what it is: part of the answer. */
enum retry_class again_class(const struct page *page);

enum rc again_after_failure(struct page *page) MUST_USE; /* of the network or the service */
enum rc again_to_read(struct page *page) MUST_USE;       /* it came whole and could not be read */

/*
 * A page ahead was answered. Waiting for its turn would only make the wait longer: where nothing of it was taken it
 * is asked for again at once, and a wait that nobody will live to see ends the run at once.
 */
enum rc again_ahead(struct page *page) MUST_USE;

#endif
