/*
 * The inner loop of the guard: copies text whose bytes need not be examined. For json/fast.c only.
 */
#ifndef JSON_PLAIN_H
#define JSON_PLAIN_H

#include <stdbool.h>

#include "base/eight.h"
#include "base/vector.h"

enum { PLAIN_STEP = 16 }; /* bytes that are examined together, at most */

#if VECTORS

/* plain_copy() for whole steps of PLAIN_STEP bytes. *found: it stopped at a byte that is not plain. */
static inline size_t plain_copy_steps(char *to, const char *from, size_t n, bool *found)
{
	const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), space = _mm_set1_epi8(' ');
	size_t i = 0;

	*found = false;
	for (; n - i >= PLAIN_STEP; i += PLAIN_STEP) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(from + i));
		__m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, slash));
		int odd = _mm_movemask_epi8(_mm_or_si128(marks, _mm_cmplt_epi8(bytes, space)));

		_mm_storeu_si128((__m128i *)(void *)(to + i), bytes);
		*found = odd != 0;
		if (odd)
			return i + (size_t)__builtin_ctz((unsigned)odd);
	}
	return i;
}

#else

static inline size_t plain_copy_steps(char *to, const char *from, size_t n, bool *found)
{
	size_t i = 0;

	*found = false;
	for (; n - i >= EIGHT; i += EIGHT) {
		uint64_t eight = eight_load(from + i);
		uint64_t odd = eight_equal(eight, '"') | eight_equal(eight, '\\') | eight_controls(eight) |
			       eight_not_ascii(eight);

		memcpy(to + i, from + i, EIGHT);
		*found = odd != 0;
		if (odd)
			return i + eight_first(odd);
	}
	return i;
}

#endif

/*
 * Copies the plain bytes at the front (ASCII except quotation marks, backslashes and control characters) and returns how
 * many there are. May write PLAIN_STEP bytes more than `n`.
 */
static inline size_t plain_copy(char *to, const char *from, size_t n)
{
	bool found;
	size_t i = plain_copy_steps(to, from, n, &found);

	if (found)
		return i;
	for (; i < n && (unsigned char)from[i] >= 0x20 && (unsigned char)from[i] < 0x80; i++) {
		if (from[i] == '"' || from[i] == '\\')
			break;
		to[i] = from[i];
	}
	return i;
}

#endif
