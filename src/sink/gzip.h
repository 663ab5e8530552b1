/*
 * gzip (RFC 1952): one member, no name, time 0, OS byte 255. Each sink_write() is one block: it is deflated from a fresh
 * state and ends on a byte (full flush), so the bytes depend on nothing but the blocks, the level and zlib,
 * and a member may end after any block. The caller decides on blocks (about 1 MiB that end with a row).
 * zlib is used at levels 1 to 9 only.
 */
#ifndef SINK_GZIP_H
#define SINK_GZIP_H

#include "sink/sink.h"

#define GZIP_BLOCK ((size_t)1 << 20)
#define GZIP_LEVEL_DEFAULT 6

struct sink *gzip_sink_new(int level, struct sink *next);

#endif
