/*
 * Eight bytes at a time: looks for bytes of a kind in one word. Marks are the top bits of the bytes that were found;
 * only the first mark is sure, since a borrow may set those behind it. So are no marks at all.
 */
#ifndef BASE_EIGHT_H
#define BASE_EIGHT_H

#include <stdint.h>
#include <string.h>

#define EIGHT 8
#define EIGHT_TIMES(byte) (UINT64_C(0x0101010101010101) * (byte))
#define EIGHT_TOPS EIGHT_TIMES(0x80)

/* The first byte in the lowest place, on any machine. */
static inline uint64_t eight_load(const char *p)
{
	uint64_t eight;

	memcpy(&eight, p, EIGHT);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	eight = __builtin_bswap64(eight);
#endif
	return eight;
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

/* Which byte is the first that is marked; there must be one. */
static inline size_t eight_first(uint64_t marks)
{
	return (size_t)__builtin_ctzll(marks) / 8;
}

#endif
