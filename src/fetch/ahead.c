#include "fetch/ahead.h"

#include "base/mem.h"

enum { PIECE_ROOM = (int)PIECE_SIZE - 2 * (int)sizeof(size_t) };

struct piece {
	struct piece *next;
	size_t n;
	char bytes[PIECE_ROOM];
};

static struct piece *piece_new(struct ahead *ahead)
{
	struct piece *piece = ahead->spare;

	if (!piece)
		return mem_alloc(sizeof(*piece));
	ahead->spare = piece->next;
	return piece;
}

static struct piece *append(struct ahead *ahead, struct pieces *pieces)
{
	struct piece *piece = piece_new(ahead);

	piece->next = NULL;
	piece->n = 0;
	ahead->used += PIECE_SIZE;
	if (pieces->last)
		pieces->last->next = piece;
	else
		pieces->first = piece;
	pieces->last = piece;
	return piece;
}

static bool fits(const struct ahead *ahead, const struct pieces *pieces, size_t n)
{
	size_t open = pieces->last ? PIECE_ROOM - pieces->last->n : 0;
	size_t more = n > open ? (n - open + PIECE_ROOM - 1) / PIECE_ROOM : 0;

	return more <= (FETCH_AHEAD_MAX - ahead->used) / PIECE_SIZE;
}

bool pieces_add(struct ahead *ahead, struct pieces *pieces, struct sv bytes)
{
	if (!fits(ahead, pieces, bytes.n))
		return false;
	while (bytes.n > 0) {
		struct piece *piece = pieces->last;
		size_t n;

		if (!piece || piece->n == PIECE_ROOM)
			piece = append(ahead, pieces);
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

struct sv piece_bytes(const struct piece *piece)
{
	return (struct sv){piece->bytes, piece->n};
}

void ahead_give_back(struct ahead *ahead, struct piece *piece)
{
	ahead->used -= PIECE_SIZE;
	piece->next = ahead->spare;
	ahead->spare = piece;
}

void pieces_drop(struct ahead *ahead, struct pieces *pieces)
{
	struct piece *piece;

	while ((piece = pieces_take(pieces)))
		ahead_give_back(ahead, piece);
}

void ahead_release(struct ahead *ahead)
{
	struct piece *piece;

	while ((piece = ahead->spare)) {
		ahead->spare = piece->next;
		mem_free(piece);
	}
}
