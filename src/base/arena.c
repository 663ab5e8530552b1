#include "base/arena.h"

#include <stdalign.h>

#include "base/mem.h"

struct arena_chunk {
	struct arena_chunk *older;
	size_t used, size;
	alignas(max_align_t) char bytes[];
};

static struct arena_chunk *chunk_new(struct arena_chunk *older, size_t size)
{
	struct arena_chunk *chunk = mem_alloc(sizeof(*chunk) + size);

	*chunk = (struct arena_chunk){.older = older, .used = 0, .size = size};
	return chunk;
}

void *arena_take(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = arena->chunk;
	size_t rounded = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	void *memory;

	if (!chunk || chunk->size - chunk->used < rounded)
		chunk = arena->chunk = chunk_new(chunk, rounded > ARENA_CHUNK ? rounded : ARENA_CHUNK);
	memory = chunk->bytes + chunk->used;
	chunk->used += rounded;
	return memory;
}

struct sv arena_copy(struct arena *arena, struct sv slice)
{
	if (slice.n == 0)
		return (struct sv){"", 0};
	return (struct sv){memcpy(arena_take(arena, slice.n), slice.p, slice.n), slice.n};
}

const char *arena_text(struct arena *arena, struct sv slice)
{
	char *text = arena_take(arena, slice.n + 1);

	if (slice.n > 0)
		memcpy(text, slice.p, slice.n);
	text[slice.n] = '\0';
	return text;
}

void arena_clear(struct arena *arena)
{
	struct arena_chunk *kept = NULL, *older;

	for (struct arena_chunk *chunk = arena->chunk; chunk; chunk = older) {
		older = chunk->older;
		if (!kept && chunk->size <= ARENA_KEEP) {
			*chunk = (struct arena_chunk){.size = chunk->size};
			kept = chunk;
		} else {
			mem_free(chunk);
		}
	}
	arena->chunk = kept;
}

void arena_release(struct arena *arena)
{
	for (struct arena_chunk *chunk = arena->chunk, *older; chunk; chunk = older) {
		older = chunk->older;
		mem_free(chunk);
	}
	arena->chunk = NULL;
}
