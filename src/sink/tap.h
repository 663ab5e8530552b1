/*
 * A sink that passes bytes on unchanged, counts them, and hashes them if `hashes` is set. It owns the next sink.
 */
#ifndef SINK_TAP_H
#define SINK_TAP_H

#include <stdint.h>

#include "base/digest.h"
#include "sink/sink.h"

struct sink *tap_sink_new(struct sink *next, bool hashes);
uint64_t tap_bytes(const struct sink *tap);

/* SHA-256 of all bytes, after sink_close(); empty if the tap does not hash. */
void tap_hash(const struct sink *tap, char hex[SHA256_HEX_SIZE]);

#endif
