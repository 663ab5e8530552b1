#include "sink/tap.h"

#include "base/mem.h"

struct tap_sink {
	struct sink base;
	struct digest digest;
	bool hashes;
	uint64_t bytes;
	char hex[SHA256_HEX_SIZE];
};

static enum rc tap_write(struct sink *sink, struct sv bytes)
{
	struct tap_sink *tap = (struct tap_sink *)sink;

	tap->bytes += bytes.n;
	if (tap->hashes)
		digest_update(&tap->digest, bytes);
	return sink_write(sink->next, bytes);
}

static enum rc tap_close(struct sink *sink)
{
	struct tap_sink *tap = (struct tap_sink *)sink;
	unsigned char hash[SHA256_SIZE];

	if (!tap->hashes)
		return RC_OK;
	digest_finish(&tap->digest, hash);
	digest_hex(hash, tap->hex);
	return RC_OK;
}

static void tap_free(struct sink *sink)
{
	struct tap_sink *tap = (struct tap_sink *)sink;

	digest_release(&tap->digest);
	mem_free(tap);
}

static const struct sink_type tap_type = {.write = tap_write, .close = tap_close, .free = tap_free};

struct sink *tap_sink_new(struct sink *next, bool hashes)
{
	struct tap_sink *tap = mem_zero(1, sizeof(*tap));

	tap->base = (struct sink){.type = &tap_type, .next = next};
	tap->hashes = hashes;
	if (hashes)
		digest_begin(&tap->digest);
	return &tap->base;
}

uint64_t tap_bytes(const struct sink *tap)
{
	return ((const struct tap_sink *)tap)->bytes;
}

void tap_hash(const struct sink *tap, char hex[SHA256_HEX_SIZE])
{
	memcpy(hex, ((const struct tap_sink *)tap)->hex, SHA256_HEX_SIZE);
}
