#include "state/row_hash.h"

#include <xxhash.h>

#include "row/format.h"

enum { LENGTH_SIZE = 8, CELL_SIZE = 1 + LENGTH_SIZE + STATE_HASH_SIZE };

_Static_assert(sizeof(XXH128_canonical_t) == STATE_HASH_SIZE, "a hash fits");
_Static_assert(ROW_COLUMNS_MAX <= 32, "the mask has a bit for each column");

void row_fingerprint(struct sv text, unsigned char out[STATE_HASH_SIZE])
{
	XXH128_canonical_t canonical;

	XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.n ? text.p : "", text.n));
	memcpy(out, canonical.digest, STATE_HASH_SIZE);
}

/* Fixed size, so no text can look like the end of one cell and the beginning of the next. */
static void add_cell(const struct cell *cell, unsigned char out[CELL_SIZE])
{
	uint64_t length = cell->kind == CELL_NULL ? 0 : cell->text.n;

	out[0] = (unsigned char)cell->kind;
	for (unsigned i = 0; i < LENGTH_SIZE; i++)
		out[1 + i] = (unsigned char)(length >> (8 * i));
	row_fingerprint((struct sv){cell->text.p, (size_t)length}, out + 1 + LENGTH_SIZE);
}

void row_hash(const unsigned char seed[STATE_HASH_SIZE], const struct cell *cells, unsigned count, uint32_t skip,
	      unsigned char out[STATE_HASH_SIZE])
{
	unsigned char all[STATE_HASH_SIZE + ROW_COLUMNS_MAX * CELL_SIZE];
	size_t n = STATE_HASH_SIZE;

	memcpy(all, seed, STATE_HASH_SIZE);
	for (unsigned i = 0; i < count && i < ROW_COLUMNS_MAX; i++) {
		if (skip >> i & 1)
			continue;
		add_cell(&cells[i], all + n);
		n += CELL_SIZE;
	}
	row_fingerprint((struct sv){(const char *)all, n}, out);
}
