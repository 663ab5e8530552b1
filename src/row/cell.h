/*
 * A cell: the value of a column in a row, in the form of output/README.md, "Text", "Timestamps", "Numbers" and
 * "JSON columns". The text is borrowed.
 */
#ifndef ROW_CELL_H
#define ROW_CELL_H

#include "base/sv.h"

enum cell_kind {
	CELL_NULL = 0,
	CELL_TEXT, /* text or timestamp: quoted in CSV, a string in NDJSON */
	CELL_BARE, /* number, integer or boolean: never quoted */
	CELL_JSON, /* compact JSON: quoted in CSV, as it is in NDJSON */
};

struct cell {
	enum cell_kind kind;
	struct sv text;
};

#endif
