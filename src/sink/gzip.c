#include "sink/gzip.h"

#define ZLIB_CONST
#include <stdint.h>
#include <zlib.h>

#include "base/mem.h"

enum {
	FASTEST = 1,
	BEST = 9,
	HEADER_SIZE = 10,
	EXTRA_FLAGS = 8,   /* offset in the header of the byte that says something about the level */
	TRAILER_SIZE = 10, /* an empty last block, CRC-32, length */
};

struct gzip_sink {
	struct sink base;
	struct pool *pool;
	bool begun;
	uint32_t crc, length; /* of all blocks, for the trailer; the length modulo 2^32 */
};

static enum rc gzip_begin(struct gzip_sink *gzip)
{
	int level = pool_level(gzip->pool);
	char header[HEADER_SIZE] = {'\x1f', '\x8b', Z_DEFLATED, [HEADER_SIZE - 1] = '\xff'};

	if (gzip->begun)
		return RC_OK;
	gzip->begun = true;
	header[EXTRA_FLAGS] = level == BEST ? 2 : level == FASTEST ? 4 : 0;
	return sink_write(gzip->base.next, (struct sv){header, sizeof(header)});
}

/* A failure of the next sink sticks and is returned by the next write, wait or close. */
static void gzip_on_block(void *owner, const struct pool_block *block)
{
	struct gzip_sink *gzip = owner;

	gzip->crc = (uint32_t)crc32_combine(gzip->crc, block->crc, (z_off_t)block->length);
	gzip->length += (uint32_t)block->length;
	if (gzip->base.sticky == RC_OK)
		gzip->base.sticky = sink_write(gzip->base.next, block->deflated);
}

static enum rc gzip_write(struct sink *sink, struct sv bytes)
{
	struct gzip_sink *gzip = (struct gzip_sink *)sink;

	TRY(gzip_begin(gzip));
	TRY(pool_deflate(gzip->pool, bytes, gzip_on_block, gzip));
	return sink->sticky;
}

static void gzip_put_number(char *out, uint32_t value)
{
	for (unsigned i = 0; i < sizeof(value); i++)
		out[i] = (char)(value >> (8 * i) & 0xff);
}

static enum rc gzip_close(struct sink *sink)
{
	struct gzip_sink *gzip = (struct gzip_sink *)sink;
	char trailer[TRAILER_SIZE] = {'\x03', '\x00'}; /* the last block: no data, fixed codes */

	TRY(gzip_begin(gzip));
	TRY(gzip_wait(sink));
	gzip_put_number(trailer + 2, gzip->crc);
	gzip_put_number(trailer + 6, gzip->length);
	return sink_write(sink->next, (struct sv){trailer, sizeof(trailer)});
}

static void gzip_free(struct sink *sink)
{
	struct gzip_sink *gzip = (struct gzip_sink *)sink;

	pool_forget(gzip->pool, gzip);
	mem_free(gzip);
}

static const struct sink_type gzip_type = {.write = gzip_write, .close = gzip_close, .free = gzip_free};

struct sink *gzip_sink_new(struct pool *pool, struct sink *next)
{
	struct gzip_sink *gzip = mem_zero(1, sizeof(*gzip));

	gzip->base = (struct sink){.type = &gzip_type, .next = next};
	gzip->pool = pool;
	return &gzip->base;
}

size_t gzip_pending(const struct sink *sink)
{
	const struct gzip_sink *gzip = (const struct gzip_sink *)sink;

	return pool_in_flight(gzip->pool, gzip);
}

enum rc gzip_wait(struct sink *sink)
{
	struct gzip_sink *gzip = (struct gzip_sink *)sink;

	if (sink->sticky == RC_OK) {
		enum rc rc = pool_wait(gzip->pool, gzip);

		if (sink->sticky == RC_OK)
			sink->sticky = rc;
	}
	return sink->sticky;
}
