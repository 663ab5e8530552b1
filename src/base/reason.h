/*
 * What a person can do about an error number of the system. See base/error.h for the texts that it is part of.
 */
#ifndef BASE_REASON_H
#define BASE_REASON_H

#define REASON_NO_SPACE "free some space and run again"

/* A general advice if nothing is known about `reason`. */
const char *reason_advice(int reason);

#endif
