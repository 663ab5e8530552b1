/*
 * Inflates one gzip member, fed in pieces of less than 4 GiB. Its contents are passed on in pieces of at most GUNZIP_PIECE
 * bytes, so that the receiver can stop a zip bomb. zlib checks CRC-32 and length. Nothing is allowed after the member.
 *
 * Lifecycle: gunzip_new(), gunzip_feed()…, gunzip_finish(); gunzip_free() at any time. Memory: zlib's window and one
 * piece. Errors: RC_FORMAT with a clause that says what was found, or the result of the output function; then only
 * gunzip_free() is allowed.
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

/* Checks that the member is complete. */
enum rc gunzip_finish(const struct gunzip *gunzip) MUST_USE;
void gunzip_free(struct gunzip *gunzip); /* NULL is fine */

#endif
