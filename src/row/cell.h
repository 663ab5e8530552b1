/*
 * A cell: what stands in one column of one row, already in the form that the contract (section 3) gives it.
 * The text is borrowed.
 */
#ifndef ROW_CELL_H
#define ROW_CELL_H

#include "base/sv.h"

enum cell_kind {
	CELL_NULL = 0,
	CELL_TEXT, /* text or timestamp: quoted in CSV, a string in NDJSON */
	CELL_BARE, /* number, integer or boolean: never quoted */
	CELL_JSON, /* compact JSON: quoted in CSV, itself in NDJSON */
};

struct cell {
	enum cell_kind kind;
	struct sv text;
};

#endif
