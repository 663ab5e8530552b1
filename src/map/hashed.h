/*
 * Cells whose texts are replaced by tokens (base/token.h): the text itself, or every string in JSON but the keys of objects.
 * NULL, and texts that are empty or white space only, stay. Private to map/.
 */
#ifndef MAP_HASHED_H
#define MAP_HASHED_H

#include "base/arena.h"
#include "base/token.h"
#include "row/cell.h"

/*
 * Replaces the text of the cell by one in the arena. A token may be longer than its text: RC_FORMAT for JSON that grows beyond
 * COMPOSED_MAX (map/scope.h).
 */
enum rc hashed_cell(struct token_maker *tokens, struct arena *arena, struct cell *cell) MUST_USE;

#endif
