#include "state/row_hash.h"

#include <string.h>
#include <xxhash.h>

enum { LENGTH_SIZE = 8, CELL_SIZE = 1 + LENGTH_SIZE + STATE_HASH_SIZE };

_Static_assert(sizeof(XXH128_canonical_t) == STATE_HASH_SIZE, "a hash fits");

/* The cells of some columns, as they are hashed together. */
struct hashed_cells {
	unsigned char bytes[STATE_HASH_SIZE + ROW_COLUMNS_MAX * CELL_SIZE];
	size_t n;
};

void row_fingerprint(struct sv text, unsigned char out[STATE_HASH_SIZE])
{
	XXH128_canonical_t canonical;

	XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.n ? text.p : "", text.n));
	memcpy(out, canonical.digest, STATE_HASH_SIZE);
}

static void row_hash_begin(const struct row_hash_plan *plan, struct hashed_cells *cells)
{
	memcpy(cells->bytes, plan->seed, STATE_HASH_SIZE);
	cells->n = STATE_HASH_SIZE;
}

/* Fixed size, so no text can look like the end of one cell and the beginning of the next. */
static void row_hash_add(struct hashed_cells *cells, const struct cell *cell)
{
	uint64_t length = cell->kind == CELL_NULL ? 0 : cell->text.n;
	unsigned char *out = cells->bytes + cells->n;

	out[0] = (unsigned char)cell->kind;
	for (unsigned i = 0; i < LENGTH_SIZE; i++)
		out[1 + i] = (unsigned char)(length >> (8 * i));
	row_fingerprint((struct sv){cell->text.p, (size_t)length}, out + 1 + LENGTH_SIZE);
	cells->n += CELL_SIZE;
}

static void row_hash_end(const struct hashed_cells *cells, unsigned char out[STATE_HASH_SIZE])
{
	row_fingerprint((struct sv){(const char *)cells->bytes, cells->n}, out);
}

/* Zeros mean unknown, so no group has them as its hash. */
static void row_hash_group(const struct row_hash_plan *plan, const struct column_mask *group, const struct cell *cells,
			   unsigned count, unsigned char out[STATE_GROUP_SIZE])
{
	static const unsigned char unknown[STATE_GROUP_SIZE];
	unsigned char hash[STATE_HASH_SIZE];
	struct hashed_cells hashed;

	row_hash_begin(plan, &hashed);
	for (unsigned i = 0; i < count; i++)
		if (column_mask_has(group, i))
			row_hash_add(&hashed, &cells[i]);
	row_hash_end(&hashed, hash);
	memcpy(out, hash, STATE_GROUP_SIZE);
	if (memcmp(out, unknown, STATE_GROUP_SIZE) == 0)
		out[0] = 1;
}

void row_hash(const struct row_hash_plan *plan, const struct cell *cells, unsigned count, struct state_hash *out)
{
	struct column_mask apart = plan->skip;
	struct hashed_cells hashed;

	for (unsigned i = 0; i < plan->group_count; i++)
		column_mask_join(&apart, &plan->groups[i]);
	row_hash_begin(plan, &hashed);
	for (unsigned i = 0; i < count; i++)
		if (!column_mask_has(&apart, i))
			row_hash_add(&hashed, &cells[i]);
	row_hash_end(&hashed, out->base);
	out->group_count = plan->group_count;
	for (unsigned i = 0; i < plan->group_count; i++)
		row_hash_group(plan, &plan->groups[i], cells, count, out->groups[i]);
}
