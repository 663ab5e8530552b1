#include "fetch/pieces.h"

#include "base/mem.h"

enum { PIECE_ROOM = (int)PIECE_SIZE - 2 * (int)sizeof(size_t) };

struct piece {
	struct piece *next;
	size_t n;
	char bytes[PIECE_ROOM];
};

static struct piece *pieces_new(struct piece_pool *pool)
{
	struct piece *piece = pool->spare;

	if (!piece)
		return mem_alloc(sizeof(*piece));
	pool->spare = piece->next;
	return piece;
}

static struct piece *pieces_append(struct piece_pool *pool, struct pieces *pieces)
{
	struct piece *piece = pieces_new(pool);

	piece->next = NULL;
	piece->n = 0;
	pool->used += PIECE_SIZE;
	if (pieces->last)
		pieces->last->next = piece;
	else
		pieces->first = piece;
	pieces->last = piece;
	return piece;
}

static bool pieces_fit(const struct piece_pool *pool, const struct pieces *pieces, size_t n)
{
	size_t open = pieces->last ? PIECE_ROOM - pieces->last->n : 0;
	size_t more = n > open ? (n - open + PIECE_ROOM - 1) / PIECE_ROOM : 0;

	return more <= (pool->limit - pool->used) / PIECE_SIZE;
}

bool pieces_add(struct piece_pool *pool, struct pieces *pieces, struct sv bytes)
{
	if (!pieces_fit(pool, pieces, bytes.n))
		return false;
	while (bytes.n > 0) {
		struct piece *piece = pieces->last;
		size_t n;

		if (!piece || piece->n == PIECE_ROOM)
			piece = pieces_append(pool, pieces);
		n = bytes.n < PIECE_ROOM - piece->n ? bytes.n : PIECE_ROOM - piece->n;
		memcpy(piece->bytes + piece->n, bytes.p, n);
		piece->n += n;
		bytes = sv_from(bytes, n);
	}
	return true;
}

struct piece *pieces_take(struct pieces *pieces)
{
	struct piece *piece = pieces->first;

	if (!piece)
		return NULL;
	pieces->first = piece->next;
	if (!pieces->first)
		pieces->last = NULL;
	return piece;
}

struct sv pieces_bytes(const struct piece *piece)
{
	return (struct sv){piece->bytes, piece->n};
}

void pieces_return(struct piece_pool *pool, struct piece *piece)
{
	pool->used -= PIECE_SIZE;
	piece->next = pool->spare;
	pool->spare = piece;
}

void pieces_drop(struct piece_pool *pool, struct pieces *pieces)
{
	struct piece *piece;

	while ((piece = pieces_take(pieces)))
		pieces_return(pool, piece);
}

void pieces_release(struct piece_pool *pool)
{
	struct piece *piece;

	while ((piece = pool->spare)) {
		pool->spare = piece->next;
		mem_free(piece);
	}
}
