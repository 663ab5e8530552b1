/*
 * The end of a chain: a file, or a descriptor that is already open. And the small steps around files that must be
 * right for a run to appear whole or not at all: sync, rename, directory sync.
 * Errors: RC_OUTPUT with the path and the system's reason; RC_PIPE when the reader of a descriptor went away.
 * Short writes and EINTR are handled; where the system has no memory for a step, base/mem.h ends the run.
 */
#ifndef SINK_FILE_H
#define SINK_FILE_H

#include <sys/types.h>

#include "sink/sink.h"

/* "directory/name"; the caller frees it. */
char *file_path(const char *directory, const char *name) MUST_USE;

/* Creates a new file (it must not exist) with that mode; closing syncs and closes it. `path` is copied. */
enum rc file_sink_new(const char *path, mode_t mode, struct sink **out) MUST_USE;

/* Writes to a descriptor that stays open, such as standard output. `name` is for messages and borrowed. */
struct sink *fd_sink_new(int fd, const char *name);

enum rc file_sync_directory(const char *path) MUST_USE;
enum rc file_rename(const char *from, const char *to) MUST_USE;

/* Makes `link` a symbolic link to `target` in one step: made as `fresh`, which must not exist, then renamed. */
enum rc file_swap_link(const char *target, const char *fresh, const char *link) MUST_USE;

/* Writes a whole small file: create, write, sync, close. */
enum rc file_write_whole(const char *path, mode_t mode, struct sv bytes) MUST_USE;

/* Creates a directory; one that exists is fine. */
enum rc file_make_directory(const char *path, mode_t mode) MUST_USE;

/* Also where the system cannot tell. */
bool file_exists(const char *path);

/* Calls `each` with the names in a directory but "." and ".."; it may remove them. The first error ends it. */
enum rc file_each_entry(const char *path, enum rc (*each)(void *context, const char *name), void *context) MUST_USE;

/* Removes a file or a directory with all in it, never following links; what does not exist is fine. */
enum rc file_remove_tree(const char *path) MUST_USE;

#endif
