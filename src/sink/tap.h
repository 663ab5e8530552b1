/*
 * A tap lets bytes through and counts them on the way, and hashes them where it is told to.
 */
#ifndef SINK_TAP_H
#define SINK_TAP_H

#include <stdint.h>

#include "base/digest.h"
#include "sink/sink.h"

struct sink *tap_sink_new(struct sink *next, bool hashes);
uint64_t tap_bytes(const struct sink *tap);

/* SHA-256 of all bytes; only after sink_close(), and empty from a tap that does not hash. */
void tap_hash(const struct sink *tap, char hex[SHA256_HEX_SIZE]);

#endif
