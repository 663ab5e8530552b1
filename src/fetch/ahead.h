/*
 * The memory of pages ahead: bodies that arrived before their page's turn, in pieces of fixed size, so that each
 * piece is given back as it is read. One budget over the run, FETCH_AHEAD_MAX bytes of pieces; what does not fit is
 * not taken, and its transfer pauses. The page whose turn it is never asks for this memory.
 * Pieces given back are kept for the next page: the C library would return and ask for the same pages of memory again.
 * Life cycle: zero-initialise both; pieces_add(), pieces_take()/ahead_give_back() or pieces_drop(); ahead_release() in the
 * end, when all pieces were given back.
 */
#ifndef FETCH_AHEAD_H
#define FETCH_AHEAD_H

#include "fetch/fetch.h"

#define PIECE_SIZE ((size_t)16 << 10)           /* about what libcurl hands over at once */
#define AHEAD_RESUME_ROOM (FETCH_AHEAD_MAX / 8) /* that paused transfers wait for: less would pause again at once */

struct piece;

struct ahead {
	size_t used;         /* bytes of all pieces in use */
	unsigned paused;     /* pages whose transfer waits for room or for its turn */
	struct piece *spare; /* given back */
};

struct pieces {
	struct piece *first, *last;
};

/* False, and nothing taken, where the bytes do not fit. */
bool pieces_add(struct ahead *ahead, struct pieces *pieces, struct sv bytes) MUST_USE;

/* The oldest piece, now the caller's until ahead_give_back(); NULL when all were taken. */
struct piece *pieces_take(struct pieces *pieces);
struct sv piece_bytes(const struct piece *piece);
void ahead_give_back(struct ahead *ahead, struct piece *piece);

void pieces_drop(struct ahead *ahead, struct pieces *pieces);
void ahead_release(struct ahead *ahead);

#endif
