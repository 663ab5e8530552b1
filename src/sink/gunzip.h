/*
 * Reads one gzip member back, fed in pieces of any size: what it held is handed on in pieces of GUNZIP_PIECE at most, so
 * that whoever takes them can stop a bomb. zlib checks CRC-32 and length; one member and nothing behind it is allowed.
 *
 * Life cycle: gunzip_new(), gunzip_feed()…, gunzip_finish(), gunzip_free() at any time. Memory: zlib's window and one
 * piece. Errors: RC_FORMAT, as a clause that tells what was found; what the output returned; after either only free.
 */
#ifndef SINK_GUNZIP_H
#define SINK_GUNZIP_H

#include "base/error.h"
#include "base/sv.h"

#define GUNZIP_PIECE ((size_t)256 << 10)

/* Anything but RC_OK ends the reading with that result. */
typedef enum rc gunzip_output(void *context, struct sv bytes);

struct gunzip;

struct gunzip *gunzip_new(gunzip_output *output, void *context);
enum rc gunzip_feed(struct gunzip *gunzip, struct sv bytes) MUST_USE;

/* The member must have ended. */
enum rc gunzip_finish(const struct gunzip *gunzip) MUST_USE;
void gunzip_free(struct gunzip *gunzip); /* NULL is fine */

#endif
