/*
 * A record as sent, without what was requested for other tables only, so that it does not depend on which tables are wanted
 * together. Private to map/.
 */
#ifndef MAP_RAW_H
#define MAP_RAW_H

#include "base/buf.h"
#include "jsonapi/names.h"

/* Attributes are left out. A relationship that has linkage is written as the service writes one that is not included. */
struct raw_edit {
	struct names attributes, relationships;
};

/* Appends the edited record. `raw` is a JSON object without white space, which the parser has accepted. */
void raw_add(const struct raw_edit *edit, struct sv raw, struct buf *out);

#endif
