#include "base/idset.h"

#include <xxhash.h>

#include "base/mem.h"

#define TOP_BIT (UINT64_C(1) << 63)

enum { FIRST_SLOTS = 16, EXACT_DIGITS = 18 };

/* A list of LIST_MAX numbers takes as much memory as a bitmap. */
enum { LOW_BITS = 16, FEW = 4, LIST_MAX = 4096, BITMAP_WORDS = (1 << LOW_BITS) / 64, IS_BITMAP = 0xffff };

struct idset_chunk {
	uint64_t head; /* the high bits of its numbers, then their count or IS_BITMAP; 0 = a free slot */
	union {
		uint16_t few[FEW];
		uint16_t *list; /* ascending, as in `few` */
		uint64_t *bits;
	} of;
};

uint64_t idset_of(struct sv id)
{
	uint64_t number = 0;

	if (!sv_digits(id) || id.n > EXACT_DIGITS || (id.n > 1 && id.p[0] == '0'))
		return XXH3_64bits(id.p, id.n) | TOP_BIT;
	for (size_t i = 0; i < id.n; i++)
		number = number * 10 + (uint64_t)(id.p[i] - '0');
	return number;
}

/* Ids are often consecutive or in equal steps, so all of their bits must influence the choice of the slot. */
static size_t idset_first_slot(uint64_t number, size_t slots)
{
	return (size_t)((number ^ number >> 32) * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (slots - 1);
}

static bool idset_is_full(size_t count, size_t slots)
{
	return count + 1 > slots / 4 * 3;
}

static size_t idset_more_slots(size_t slots)
{
	return slots ? slots * 2 : FIRST_SLOTS;
}

/* ---- hashes ---- */

/* The slot of the hash, or the free slot where it belongs. */
static uint64_t *idset_hash_slot(uint64_t *hashes, size_t slots, uint64_t hash)
{
	size_t i = idset_first_slot(hash, slots);

	while (hashes[i] != 0 && hashes[i] != hash)
		i = (i + 1) & (slots - 1);
	return &hashes[i];
}

static void idset_grow_hashes(struct idset *set)
{
	size_t slots = idset_more_slots(set->hash_slots);
	uint64_t *hashes = mem_zero(slots, sizeof(*hashes));

	for (size_t i = 0; i < set->hash_slots; i++)
		if (set->hashes[i] != 0)
			*idset_hash_slot(hashes, slots, set->hashes[i]) = set->hashes[i];
	mem_free(set->hashes);
	set->hashes = hashes;
	set->hash_slots = slots;
}

static bool idset_add_hash(struct idset *set, uint64_t hash)
{
	uint64_t *slot;

	if (idset_is_full(set->hash_count, set->hash_slots))
		idset_grow_hashes(set);
	slot = idset_hash_slot(set->hashes, set->hash_slots, hash);
	if (*slot == hash)
		return false;
	*slot = hash;
	set->hash_count++;
	return true;
}

/* ---- chunks ---- */

static unsigned chunk_count(const struct idset_chunk *chunk)
{
	return (unsigned)(chunk->head & 0xffff);
}

/* The slot of the chunk with the high bits of this number, or the free slot where it belongs. */
static size_t idset_chunk_slot(const struct idset_chunk *chunks, size_t slots, uint64_t number)
{
	uint64_t high = number >> LOW_BITS;
	size_t i = idset_first_slot(high, slots);

	while (chunks[i].head != 0 && chunks[i].head >> LOW_BITS != high)
		i = (i + 1) & (slots - 1);
	return i;
}

static void idset_grow_chunks(struct idset *set)
{
	size_t slots = idset_more_slots(set->chunk_slots);
	struct idset_chunk *chunks = mem_zero(slots, sizeof(*chunks));

	for (size_t i = 0; i < set->chunk_slots; i++)
		if (set->chunks[i].head != 0)
			chunks[idset_chunk_slot(chunks, slots, set->chunks[i].head)] = set->chunks[i];
	mem_free(set->chunks);
	set->chunks = chunks;
	set->chunk_slots = slots;
}

static uint16_t *chunk_numbers(struct idset_chunk *chunk)
{
	return chunk_count(chunk) <= FEW ? chunk->of.few : chunk->of.list;
}

/* How many of the ascending numbers are less than `low`. */
static unsigned idset_place(const uint16_t *numbers, unsigned count, uint16_t low)
{
	unsigned from = 0, to = count;

	if (count > 0 && numbers[count - 1] < low)
		return count; /* most arrive in order */
	while (from < to) {
		unsigned middle = (from + to) / 2;

		if (numbers[middle] < low)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static bool chunk_has(const struct idset_chunk *chunk, uint16_t low)
{
	unsigned count = chunk_count(chunk), place;
	const uint16_t *numbers = count <= FEW ? chunk->of.few : chunk->of.list;

	if (count == IS_BITMAP)
		return chunk->of.bits[low / 64] >> low % 64 & 1;
	place = idset_place(numbers, count, low);
	return place < count && numbers[place] == low;
}

static void chunk_make_bitmap(struct idset_chunk *chunk)
{
	uint16_t *list = chunk->of.list;
	uint64_t *bits = mem_zero(BITMAP_WORDS, sizeof(*bits));

	for (unsigned i = 0; i < LIST_MAX; i++)
		bits[list[i] / 64] |= UINT64_C(1) << list[i] % 64;
	mem_free(list);
	chunk->of.bits = bits;
	chunk->head |= IS_BITMAP;
}

/* Lists grow in steps of about an eighth, so that their capacity follows from their length. */
static void chunk_make_room(struct idset_chunk *chunk, unsigned count)
{
	unsigned step = count < 64 ? 8 : count < 512 ? 64 : 256;
	uint16_t few[FEW];

	if (count == FEW) {
		memcpy(few, chunk->of.few, sizeof(few));
		chunk->of.list = mem_alloc(2 * sizeof(few));
		memcpy(chunk->of.list, few, sizeof(few));
	} else if (count > FEW && count % step == 0) {
		chunk->of.list = mem_resize(chunk->of.list, (count + step) * sizeof(*chunk->of.list));
	}
}

static void chunk_add(struct idset_chunk *chunk, uint16_t low)
{
	unsigned count = chunk_count(chunk), place;
	uint16_t *numbers;

	if (count == LIST_MAX)
		chunk_make_bitmap(chunk);
	if (chunk_count(chunk) == IS_BITMAP) {
		chunk->of.bits[low / 64] |= UINT64_C(1) << low % 64;
		return;
	}
	chunk_make_room(chunk, count);
	chunk->head++;
	numbers = chunk_numbers(chunk);
	place = idset_place(numbers, count, low);
	memmove(numbers + place + 1, numbers + place, (count - place) * sizeof(*numbers));
	numbers[place] = low;
}

static struct idset_chunk *idset_chunk_for(struct idset *set, uint64_t number)
{
	uint64_t high = number >> LOW_BITS;

	if (set->last < set->chunk_slots && set->chunks[set->last].head != 0 &&
	    set->chunks[set->last].head >> LOW_BITS == high)
		return &set->chunks[set->last];
	if (idset_is_full(set->chunk_count, set->chunk_slots))
		idset_grow_chunks(set);
	set->last = idset_chunk_slot(set->chunks, set->chunk_slots, number);
	if (set->chunks[set->last].head == 0) {
		set->chunks[set->last].head = high << LOW_BITS;
		set->chunk_count++;
	}
	return &set->chunks[set->last];
}

static bool idset_add_number(struct idset *set, uint64_t number)
{
	struct idset_chunk *chunk = idset_chunk_for(set, number);

	if (chunk_has(chunk, (uint16_t)number))
		return false;
	chunk_add(chunk, (uint16_t)number);
	return true;
}

/* ---- both ---- */

bool idset_add(struct idset *set, uint64_t number)
{
	bool is_new = number & TOP_BIT ? idset_add_hash(set, number) : idset_add_number(set, number);

	set->count += is_new;
	return is_new;
}

bool idset_has(const struct idset *set, uint64_t number)
{
	if (number & TOP_BIT)
		return set->hash_slots > 0 && *idset_hash_slot(set->hashes, set->hash_slots, number) == number;
	return set->chunk_slots > 0 &&
	       chunk_has(&set->chunks[idset_chunk_slot(set->chunks, set->chunk_slots, number)], (uint16_t)number);
}

void idset_clear(struct idset *set)
{
	for (size_t i = 0; i < set->chunk_slots; i++) {
		if (chunk_count(&set->chunks[i]) > FEW)
			mem_free(set->chunks[i].of.list);
		set->chunks[i].head = 0;
	}
	for (size_t i = 0; i < set->hash_slots; i++)
		set->hashes[i] = 0;
	set->count = set->chunk_count = set->hash_count = 0;
}

void idset_release(struct idset *set)
{
	idset_clear(set);
	mem_free(set->chunks);
	mem_free(set->hashes);
	*set = (struct idset){0};
}
