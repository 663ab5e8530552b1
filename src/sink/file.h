/*
 * The end of a chain of sinks: a file, or a descriptor that is already open. And the small steps on files that make a run
 * appear whole or not at all: sync, rename, directory sync. Paths are borrowed unless a function says otherwise.
 * Errors: RC_OUTPUT with the path, the system's reason and what to do; RC_PIPE if the reader of a descriptor closed it.
 * Short writes and EINTR are handled. If the system has no memory for a step, the run ends (base/mem.h).
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
struct sink *file_sink_for_descriptor(int fd, const char *name);

enum rc file_sync_directory(const char *path) MUST_USE;

/* Sets *can to whether directories can be synced there. Fails only if the attempt fails for another reason. */
enum rc file_try_sync_directory(const char *path, bool *can) MUST_USE;

enum rc file_rename(const char *from, const char *to) MUST_USE;

/* Makes `link` a symbolic link to `target` in one step: creates it as `fresh`, which must not exist, then renames it. */
enum rc file_swap_link(const char *target, const char *fresh, const char *link) MUST_USE;

/* Writes a whole small file: create, write, sync, close. */
enum rc file_write_whole(const char *path, mode_t mode, struct sv bytes) MUST_USE;

/* Creates a directory. It is fine if it exists. */
enum rc file_make_directory(const char *path, mode_t mode) MUST_USE;

/* True also if the system cannot say. */
bool file_exists(const char *path);

/* Calls `each` for the names in a directory except "." and ".."; it may remove them. The first error ends the loop. */
enum rc file_each_entry(const char *path, enum rc (*each)(void *context, const char *name), void *context) MUST_USE;

/* Removes a file, or a directory with everything in it. Never follows links. It is fine if it does not exist. */
enum rc file_remove_tree(const char *path) MUST_USE;

#endif
