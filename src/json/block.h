/*
 * What the guard must know of 64 bytes to let all of them pass at once: where strings begin and end and where marks of
 * structure stand, a bit a byte, the first byte lowest. For json/guard.c only.
 */
#ifndef JSON_BLOCK_H
#define JSON_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { BLOCK = 64 };

struct block {
	uint64_t quotes;
	uint64_t inside;    /* of strings, with their first quotation mark and without their last */
	uint64_t structure; /* outside of strings */
};

#ifdef __SSE2__ /* every amd64 has it */

#include <emmintrin.h>

static inline __m128i block_equal(__m128i bytes, char byte)
{
	return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte));
}

static inline __m128i block_between(__m128i bytes, char first, char last)
{
	return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1))),
			     _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(last + 1))));
}

static inline __m128i block_structure(__m128i bytes)
{
	__m128i curly = _mm_or_si128(bytes, _mm_set1_epi8(0x20)); /* brackets as braces */

	return _mm_or_si128(_mm_or_si128(block_equal(curly, '{'), block_equal(curly, '}')),
			    _mm_or_si128(block_equal(bytes, ','), block_equal(bytes, ':')));
}

/* What numbers and literals are made of; and the comma and the colon, which are structure anyway. */
static inline __m128i block_bare(__m128i bytes)
{
	__m128i digits = _mm_andnot_si128(block_equal(bytes, '/'), block_between(bytes, '+', ':'));
	__m128i ends = _mm_or_si128(block_between(bytes, 'r', 'u'), block_between(bytes, 'e', 'f'));
	__m128i others = _mm_or_si128(_mm_or_si128(block_equal(bytes, 'a'), block_equal(bytes, 'l')),
				      _mm_or_si128(block_equal(bytes, 'n'), block_equal(bytes, 'E')));

	return _mm_or_si128(digits, _mm_or_si128(ends, others));
}

static inline uint64_t block_mask(__m128i found)
{
	return (uint64_t)_mm_movemask_epi8(found);
}

/* Each bit becomes the parity of itself and those below it. */
static inline uint64_t block_parity(uint64_t bits)
{
	for (unsigned by = 1; by < BLOCK; by *= 2)
		bits ^= bits << by;
	return bits;
}

static inline uint64_t block_quotes(const char *p, uint64_t *odd)
{
	uint64_t quotes = 0;

	*odd = 0;
	for (unsigned i = 0; i < BLOCK; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		__m128i low =
			_mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')); /* as signed bytes: also those that are not ASCII */

		quotes |= block_mask(block_equal(bytes, '"')) << i;
		*odd |= block_mask(_mm_or_si128(block_equal(bytes, '\\'), low)) << i;
	}
	return quotes;
}

/* Gives the bytes that may stand outside strings. */
static inline uint64_t block_usual(const char *p, uint64_t *structure)
{
	uint64_t usual = 0;

	*structure = 0;
	for (unsigned i = 0; i < BLOCK; i += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		__m128i marks = block_structure(bytes);

		*structure |= block_mask(marks) << i;
		usual |= block_mask(_mm_or_si128(marks, block_bare(bytes))) << i;
	}
	return usual;
}

/*
 * Looks at BLOCK bytes, of which the first stands in a string if `in_string`. False where one of them needs a second look:
 * a backslash, a control character, one that is not ASCII; white space or what JSON does not allow outside strings.
 */
static inline bool block_look(const char *p, bool in_string, struct block *block)
{
	uint64_t odd, usual;

	block->quotes = block_quotes(p, &odd);
	block->inside = block_parity(block->quotes) ^ (in_string ? UINT64_MAX : 0);
	block->structure = 0;
	if (odd || block->inside == UINT64_MAX)
		return !odd;
	usual = block_usual(p, &block->structure);
	block->structure &= ~block->inside;
	return (block->inside | block->quotes | usual) == UINT64_MAX;
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
