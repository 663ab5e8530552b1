/*
 * Whether vector instructions may be used: VECTORS is 1 where the machine is sure to have SSE2 (every amd64 has it), else 0.
 * Code that uses them has a portable side that does the same. -DWITHOUT_VECTORS selects that side on any machine, so that
 * both are tested (tests/portable.mk).
 */
#ifndef BASE_VECTOR_H
#define BASE_VECTOR_H

#if defined(__SSE2__) && !defined(WITHOUT_VECTORS)
#define VECTORS 1
#include <emmintrin.h>
#else
#define VECTORS 0
#endif

enum { VECTOR_BLOCK = 64 }; /* bytes that are examined together: a bit each in a uint64_t */

#endif
