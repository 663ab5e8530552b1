/*
 * Judges the answer to the page whose turn it is: read whole, ask again later, ask for less, not readable, or the
 * end of the run (contract, sections 1, 4 and 6).
 */
#ifndef FETCH_ANSWER_H
#define FETCH_ANSWER_H

#include "fetch/reading.h"

enum rc answer_settle(struct page *page) MUST_USE;

#endif
