/*
 * Slices: a pointer and a length that borrow bytes from their owner. Bytes from outside may contain NUL, so a slice does not
 * end at one. A slice is valid as long as the bytes that it borrows; `p` may be NULL only if `n` is 0.
 */
#ifndef BASE_SV_H
#define BASE_SV_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct sv {
	const char *p;
	size_t n;
};

#define SV(literal) ((struct sv){"" literal, sizeof(literal) - 1})
#define SV_INIT(literal)                                                                                               \
	{                                                                                                              \
		"" literal, sizeof(literal) - 1                                                                        \
	}                                       /* the same in the initializer of constant data */
#define SV_ARG(slice) (int)(slice).n, (slice).p /* for "%.*s"; only for short, trusted text */

static inline struct sv sv_of(const char *text)
{
	return (struct sv){text, text ? strlen(text) : 0};
}

static inline bool sv_same(struct sv a, struct sv b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool sv_is(struct sv slice, const char *text)
{
	return sv_same(slice, sv_of(text));
}

/* White space is the ASCII kind only (output/README.md, "Text"). */
static inline bool ascii_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline char ascii_lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static inline char ascii_upper(char c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

/* The value of a hexadecimal digit; -1 for any other character. */
static inline int ascii_hex_digit(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The lower case digit of the lowest four bits. */
static inline char ascii_hex(unsigned bits)
{
	return "0123456789abcdef"[bits & 0xf];
}

/* Empty or white space only. */
static inline bool sv_blank(struct sv slice)
{
	for (size_t i = 0; i < slice.n; i++)
		if (!ascii_is_space(slice.p[i]))
			return false;
	return true;
}

/* All of it visible ASCII: no space, no control character. */
static inline bool sv_visible(struct sv slice)
{
	for (size_t i = 0; i < slice.n; i++)
		if (slice.p[i] <= ' ' || slice.p[i] > '~')
			return false;
	return true;
}

/* At least one character, all of them ASCII digits. */
static inline bool sv_digits(struct sv slice)
{
	for (size_t i = 0; i < slice.n; i++)
		if (!ascii_is_digit(slice.p[i]))
			return false;
	return slice.n > 0;
}

/* Without the first `start` bytes. */
static inline struct sv sv_from(struct sv slice, size_t start)
{
	return start >= slice.n ? (struct sv){"", 0} : (struct sv){slice.p + start, slice.n - start};
}

/* What comes before the first `c`; all of it if there is none. */
static inline struct sv sv_until(struct sv slice, char c)
{
	const char *end = slice.n ? memchr(slice.p, c, slice.n) : NULL;

	return (struct sv){slice.p, end ? (size_t)(end - slice.p) : slice.n};
}

/* Takes the first character off if it is `wanted`. */
static inline bool sv_take(struct sv *slice, char wanted)
{
	if (slice->n == 0 || slice->p[0] != wanted)
		return false;
	*slice = sv_from(*slice, 1);
	return true;
}

/* Without white space at either end. */
static inline struct sv sv_trim(struct sv slice)
{
	while (slice.n > 0 && ascii_is_space(slice.p[0]))
		slice = sv_from(slice, 1);
	while (slice.n > 0 && ascii_is_space(slice.p[slice.n - 1]))
		slice.n--;
	return slice;
}

/* What follows a UTF-8 byte order mark, which some editors put in front of a file. */
static inline struct sv sv_without_bom(struct sv slice)
{
	return slice.n >= 3 && memcmp(slice.p, "\xef\xbb\xbf", 3) == 0 ? sv_from(slice, 3) : slice;
}

#endif
