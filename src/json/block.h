/*
 * What the guard must know about 64 bytes to pass all of them on at once: where strings begin and end, and where structural
 * characters are. One bit a byte, the first byte lowest. For json/fast.c only.
 */
#ifndef JSON_BLOCK_H
#define JSON_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vector.h"

struct block {
	uint64_t quotes;
	uint64_t inside;    /* of strings, including the first quotation mark but not the last */
	uint64_t structure; /* outside strings */
};

#if VECTORS

static inline __m128i block_equal(__m128i bytes, char byte)
{
	return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte));
}

static inline __m128i block_structure(__m128i bytes)
{
	__m128i curly = _mm_or_si128(bytes, _mm_set1_epi8(0x20)); /* turns brackets into braces */

	return _mm_or_si128(_mm_or_si128(block_equal(curly, '{'), block_equal(curly, '}')),
			    _mm_or_si128(block_equal(bytes, ','), block_equal(bytes, ':')));
}

static inline uint64_t block_mask(__m128i found)
{
	return (uint64_t)_mm_movemask_epi8(found);
}

/* Each bit becomes the parity of itself and all lower bits. */
static inline uint64_t block_parity(uint64_t bits)
{
	for (unsigned by = 1; by < VECTOR_BLOCK; by *= 2)
		bits ^= bits << by;
	return bits;
}

static inline uint64_t block_quotes(const char *p, uint64_t *odd)
{
	uint64_t quotes = 0;

	*odd = 0;
	for (unsigned i = 0; i < VECTOR_BLOCK; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		__m128i low = _mm_cmplt_epi8(
			bytes, _mm_set1_epi8(' ')); /* compared as signed bytes, so also those that are not ASCII */

		quotes |= block_mask(block_equal(bytes, '"')) << i;
		*odd |= block_mask(_mm_or_si128(block_equal(bytes, '\\'), low)) << i;
	}
	return quotes;
}

static inline uint64_t block_spaces(const char *p, uint64_t *structure)
{
	uint64_t spaces = 0;

	*structure = 0;
	for (unsigned i = 0; i < VECTOR_BLOCK; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + i));

		*structure |= block_mask(block_structure(bytes)) << i;
		spaces |= block_mask(block_equal(bytes, ' ')) << i;
	}
	return spaces;
}

/*
 * Looks at one block; `in_string` says whether its first byte is in a string. Returns false if one of its bytes must be
 * examined: a backslash, a control character, a byte that is not ASCII, or white space outside strings. Anything else that
 * JSON does not allow is refused by yajl.
 */
static inline bool block_look(const char *p, bool in_string, struct block *block)
{
	uint64_t odd, spaces;

	block->quotes = block_quotes(p, &odd);
	block->inside = block_parity(block->quotes) ^ (in_string ? UINT64_MAX : 0);
	block->structure = 0;
	if (odd || block->inside == UINT64_MAX)
		return !odd;
	spaces = block_spaces(p, &block->structure);
	block->structure &= ~block->inside;
	return (spaces & ~block->inside) == 0;
}

#else

static inline bool block_look(const char *p, bool in_string, struct block *block)
{
	(void)p;
	(void)in_string;
	(void)block;
	return false;
}

#endif

#endif
