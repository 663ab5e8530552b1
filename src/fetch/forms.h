/*
 * Which optional parts of a request to give up next: as few as possible, so first each one alone, then pairs, then larger
 * sets, finally all (mappings/PINPOINT.md, "Optional parts of a request"). Sets of one size follow the order of the table.
 */
#ifndef FETCH_FORMS_H
#define FETCH_FORMS_H

/* The mask to try after `given_up`; 0 when there is none left. `count` parts, at most QUERY_OPTIONAL_MAX. */
unsigned forms_next(unsigned given_up, unsigned count);

#endif
