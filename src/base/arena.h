/*
 * An arena forgets everything at once: what is taken from it lives until arena_clear() or arena_release().
 * Zero-initialise. A clear keeps one chunk of at most ARENA_KEEP bytes, so that memory stays flat from record to
 * record and one huge record does not stay for ever.
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

void *arena_take(struct arena *arena, size_t size); /* aligned for any type, not initialised */
struct sv arena_copy(struct arena *arena, struct sv slice);
void arena_clear(struct arena *arena);
void arena_release(struct arena *arena);

#endif
