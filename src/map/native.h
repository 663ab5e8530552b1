/*
 * The words for the native tables: those of map/words.h, and these. Ids are the service's own. TABLE(name, ...) is table
 * "pinpoint_NAME" and begins with the columns id, changed_at and remote_deleted_at.
 */
#ifndef MAP_NATIVE_H
#define MAP_NATIVE_H

#include "map/words.h"

#define TABLE(name_, rows_, ...)                                                                                       \
	extern const struct table native_##name_;                                                                      \
	const struct table native_##name_ = {.name = NATIVE_PREFIX #name_,                                             \
					     .model = MODEL_NATIVE,                                                    \
					     rows_,                                                                    \
					     .columns = (const struct column[]){NATIVE_COLUMNS, __VA_ARGS__,           \
										END_OF_COLUMNS}};

#define NATIVE_COLUMNS ID_COLUMN, CHANGED_AT_COLUMN, REMOTE_DELETED_AT_COLUMN

#endif
