/*
 * Which optional parts of a request to give up next: as few as possible, so each alone in the order of the table,
 * then pairs, then larger sets, at last all (contract, section 4). Sets of one size come in the order of the table.
 */
#ifndef FETCH_FORMS_H
#define FETCH_FORMS_H

/* The mask to try after `given_up`; 0 when there is none left. `count` parts, at most QUERY_OPTIONAL_MAX. */
unsigned forms_next(unsigned given_up, unsigned count);

#endif
