/*
 * The memory of pages ahead: bodies that arrived before their page's turn, in pieces of fixed size, so that each piece
 * can be released as soon as it was read. One limit holds for the pool; what does not fit is not taken, and its transfer
 * pauses. The page whose turn it is never needs this memory.
 * Released pieces stay in the pool for the next page: the C library would return the same pages of memory to the system
 * and request them again.
 * Lifecycle: zero-initialize both structures and set the pool's limit; pieces_add(); pieces_take() and
 * pieces_return(), or pieces_drop(); then pieces_release(), once all pieces are back.
 */
#ifndef FETCH_PIECES_H
#define FETCH_PIECES_H

#include <stddef.h>

#include "base/error.h"
#include "base/sv.h"

#define PIECE_SIZE ((size_t)16 << 10) /* about what libcurl hands over at once */

struct piece;

struct piece_pool {
	size_t limit, used; /* bytes of all pieces in use */
	struct piece *spare;
};

/* The body of one page, as far as it came. */
struct pieces {
	struct piece *first, *last;
};

/* False, and nothing is taken, if the bytes do not fit. */
bool pieces_add(struct piece_pool *pool, struct pieces *pieces, struct sv bytes) MUST_USE;

/* The oldest piece. It belongs to the caller until pieces_return(). NULL if there is none left. */
struct piece *pieces_take(struct pieces *pieces);
struct sv pieces_bytes(const struct piece *piece);
void pieces_return(struct piece_pool *pool, struct piece *piece);

void pieces_drop(struct piece_pool *pool, struct pieces *pieces);
void pieces_release(struct piece_pool *pool);

#endif
