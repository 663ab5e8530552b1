/*
 * Looks at eight bytes at a time for bytes of some kind. A mark is the top bit of a byte that was found. Only the first mark
 * is certain, since a borrow may set those after it; no marks means that none of the eight is of that kind.
 */
#ifndef BASE_EIGHT_H
#define BASE_EIGHT_H

#include <stdint.h>
#include <string.h>

#define EIGHT 8
#define EIGHT_TIMES(byte) (UINT64_C(0x0101010101010101) * (byte))
#define EIGHT_TOPS EIGHT_TIMES(0x80)

/* The first byte in the lowest place, on any machine; compilers make one load of it where they can. */
static inline uint64_t eight_load(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
	       (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

static inline uint64_t eight_equal(uint64_t eight, char byte)
{
	uint64_t zeros = eight ^ EIGHT_TIMES((unsigned char)byte);

	return (zeros - EIGHT_TIMES(1)) & ~zeros & EIGHT_TOPS;
}

/* Control characters; not the bytes of 0x80 and above. */
static inline uint64_t eight_controls(uint64_t eight)
{
	return (eight - EIGHT_TIMES(0x20)) & ~eight & EIGHT_TOPS;
}

static inline uint64_t eight_not_ascii(uint64_t eight)
{
	return eight & EIGHT_TOPS;
}

/* The place of the first mark; there must be one. */
static inline size_t eight_first(uint64_t marks)
{
	return (size_t)__builtin_ctzll(marks) / 8;
}

#endif
