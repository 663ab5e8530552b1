#include "json/fast.h"

#include "base/eight.h"
#include "json/block.h"
#include "json/limits.h"
#include "json/plain.h"
#include "json/unescape.h"

size_t fast_string_max(const struct guard *guard)
{
	return guard->string_max ? guard->string_max : JSON_STRING_MAX;
}

void fast_note_string(struct guard *guard, size_t end, size_t n)
{
	struct guard_string string = {end - n, end};

	if (n >= GUARD_LONG)
		buf_add(&guard->strings, (const char *)&string, sizeof(string));
}

/* The length of a whole multi-byte character; 0 if the guard must examine it byte by byte. */
static size_t fast_character(const char *p, size_t n)
{
	const unsigned char *bytes = (const unsigned char *)p;

	if (bytes[0] >= 0xc2 && bytes[0] <= 0xdf && n >= 2 && bytes[1] >> 6 == 2)
		return 2;
	if (bytes[0] >= 0xe1 && bytes[0] <= 0xec && n >= 3 && bytes[1] >> 6 == 2 && bytes[2] >> 6 == 2)
		return 3;
	return 0;
}

/* The length of a whole escape of a character other than U+0000 and surrogates; else 0. */
static size_t fast_escape(const char *p, size_t n)
{
	unsigned unit = 0;

	if (n < 2 || p[1] != 'u')
		return n < 2 || !json_is_escape(p[1]) ? 0 : 2;
	if (n < JSON_ESCAPE_LENGTH)
		return 0;
	for (size_t i = 2; i < JSON_ESCAPE_LENGTH; i++) {
		int digit = ascii_hex_digit(p[i]);

		if (digit < 0)
			return 0;
		unit = unit * 16 + (unsigned)digit;
	}
	return unit == 0 || (unit >= 0xd800 && unit <= 0xdfff) ? 0 : JSON_ESCAPE_LENGTH;
}

/*
 * How many bytes there are between the end of a string and the next one, if they are one of the common separators; 0 if
 * they must be examined.
 */
static size_t fast_separator(const char *p, size_t n)
{
	if (n < EIGHT)
		return 0;
	if (p[1] == '"')
		return p[0] == ':' || p[0] == ',';
	return memcmp(p, ":null,\"", 7) == 0 ? 6 : 0;
}

/* Copies the bytes of a string, up to its end, that need no state: plain ones, whole escapes and whole characters. */
static size_t fast_text(char *to, const char *from, size_t n)
{
	size_t i = 0, more = 1;

	while (more > 0) {
		i += plain_copy(to + i, from + i, n - i);
		if (i == n || from[i] == '"')
			return i;
		more = from[i] == '\\' ? fast_escape(from + i, n - i) : fast_character(from + i, n - i);
		memcpy(to + i, from + i, n - i < EIGHT ? more : EIGHT);
		i += more;
	}
	return i;
}

size_t fast_string(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole)
{
	char *to = out->p + out->n;
	size_t i = 0, token = guard->token, ended = 0, most = fast_string_max(guard);

	for (;;) {
		size_t run = fast_text(to + i, bytes.p + i, bytes.n - i), more;

		i += run;
		token += run;
		if (i == bytes.n || bytes.p[i] != '"' || token > most)
			break;
		fast_note_string(guard, out->n + i, token);
		to[i++] = '"';
		ended = i;
		token = 0;
		more = fast_separator(bytes.p + i, bytes.n - i);
		if (more == 0) {
			guard->state = GUARD_OUTSIDE;
			break;
		}
		memcpy(to + i, bytes.p + i, EIGHT);
		ended = i + more;
		i = ended + 1;
	}
	guard->token = token;
	if (ended > 0)
		*whole = out->n + ended;
	out->n += i;
	return i;
}

static size_t fast_last_bit(uint64_t bits)
{
	return VECTOR_BLOCK - 1 - (size_t)__builtin_clzll(bits);
}

/* Sets the state after the last byte of the block. */
static void fast_after_block(struct guard *guard, const struct block *block)
{
	bool in_string = block->inside >> (VECTOR_BLOCK - 1);
	uint64_t begins = in_string ? block->quotes : block->quotes | block->structure;

	if (begins)
		guard->token = VECTOR_BLOCK - 1 - fast_last_bit(begins);
	else
		guard->token = (guard->state == GUARD_OUTSIDE ? 0 : guard->token) + VECTOR_BLOCK;
	guard->state = in_string ? GUARD_STRING : guard->token > 0 ? GUARD_BARE : GUARD_OUTSIDE;
	guard->space = 0;
}

/* The block's first quotation mark ends a string that began before the block. */
static void fast_note_first(struct guard *guard, const struct block *block, const struct buf *out)
{
	size_t first = (size_t)__builtin_ctzll(block->quotes);

	fast_note_string(guard, out->n + first, guard->token + first);
}

size_t fast_blocks(struct guard *guard, struct sv bytes, struct buf *out, size_t *whole)
{
	bool starts = guard->state == GUARD_STRING ||
		      ((guard->state == GUARD_OUTSIDE || guard->state == GUARD_BARE) && !guard->space_pending);
	struct block block;
	uint64_t marks;
	size_t i = 0;

	for (; starts && !guard->high && bytes.n - i >= VECTOR_BLOCK; i += VECTOR_BLOCK) {
		bool in_string = guard->state == GUARD_STRING;

		if (guard->token + VECTOR_BLOCK > (in_string ? fast_string_max(guard) : JSON_NUMBER_MAX) ||
		    !block_look(bytes.p + i, in_string, &block))
			break;
		memcpy(out->p + out->n, bytes.p + i, VECTOR_BLOCK);
		if (in_string && block.quotes)
			fast_note_first(guard, &block, out);
		marks = block.structure | (block.quotes & ~block.inside);
		if (marks)
			*whole = out->n + fast_last_bit(marks) + 1;
		out->n += VECTOR_BLOCK;
		fast_after_block(guard, &block);
	}
	return i;
}
