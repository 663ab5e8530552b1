/*
 * Cells whose texts are replaced by tokens (base/token.h): the text itself, or every string in JSON but the keys of objects.
 * NULL, and texts that are empty or white space only, stay. Private to map/.
 */
#ifndef MAP_HASHED_H
#define MAP_HASHED_H

#include "base/arena.h"
#include "base/token.h"
#include "row/cell.h"

/* Replaces the text of the cell by one in the arena. */
void hashed_cell(struct token_maker *tokens, struct arena *arena, struct cell *cell);

#endif
