/*
 * Memory that is freed all at once: what is taken from an arena lives until arena_clear() or arena_release().
 * Zero-initialize; then release. A clear keeps one chunk of at most ARENA_KEEP bytes, so that memory use does not grow from
 * record to record, and one huge record does not hold its memory forever.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/sv.h"

#define ARENA_CHUNK ((size_t)64 << 10)
#define ARENA_KEEP ((size_t)1 << 20)

struct arena_chunk;

struct arena {
	struct arena_chunk *chunk;
};

void *arena_take(struct arena *arena, size_t size);           /* aligned for any type, not initialized */
struct sv arena_copy(struct arena *arena, struct sv slice);   /* aligned too, unless it is empty */
const char *arena_text(struct arena *arena, struct sv slice); /* a copy that ends with a NUL */
void arena_clear(struct arena *arena);
void arena_release(struct arena *arena);

#endif
