/*
 * Requests pages again: after which wait, how often, and when to give up (mappings/PINPOINT.md, "Errors and waits"; the
 * arithmetic is in net/retry.h). Every wait of a run is decided and reported here. A wait that would exceed what is left
 * of the retry budget does not begin, and the run ends with status 5.
 */
#ifndef FETCH_AGAIN_H
#define FETCH_AGAIN_H

#include "fetch/run.h"
#include "net/retry.h"

#define AHEAD_TRIES_MAX 2 /* of a page ahead; further tries are decided in its turn */

/* retry_classify(), but a 404 or 410 that was cut off is a failed transfer if its body is part of the answer. */
enum retry_class again_class(const struct page *page);

/* The network or the service failed: counts the try and lets the kind of page decide (page_kind.failed). */
enum rc again_after_failure(struct page *page) MUST_USE;

/* The answers to that. */
unsigned again_tries(const struct page *page); /* that a page has */
enum rc again_ask(struct page *page, unsigned allowed) MUST_USE;
enum rc again_ask_in_halves(struct page *page) MUST_USE;
enum rc again_give_up(const struct page *page) MUST_USE;

/* A page came whole and could not be read. */
enum rc again_to_read(struct page *page) MUST_USE;

/* The key was refused, although it was accepted before in this run. */
enum rc again_with_key(struct page *page) MUST_USE;

/*
 * A page ahead was answered. If nothing of it was taken it is requested again at once, since its turn may be far away; and
 * if it would have to wait longer than the budget allows, the run ends at once.
 */
enum rc again_ahead(struct page *page) MUST_USE;

#endif
