/*
 * Which optional parts of a request to give up next: as few as possible, so first each one alone, then pairs, then larger
 * sets, finally all (mappings/PINPOINT.md, "Optional parts of a request"). Sets of one size follow the order of the table.
 */
#ifndef FETCH_FORMS_H
#define FETCH_FORMS_H

#include <stdint.h>

/* The set of the optional parts to try after `given_up`; 0 when there is none left. */
uint64_t forms_next(uint64_t given_up, uint64_t optional);

#endif
