#include "sink/gzip.h"

#define ZLIB_CONST
#include <stdint.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/mem.h"

#define BLOCK_MAX BUF_MAX /* far below what zlib counts in an unsigned int */

enum {
	MEMORY_LEVEL = 8,  /* zlib's own default; named since the bytes depend on it */
	FLUSH_SIZE = 16,   /* an empty stored block after the data: 3 bits, padding, 4 bytes */
	FASTEST = 1,
	BEST = 9,
	HEADER_SIZE = 10,
	EXTRA_FLAGS = 8,   /* offset in the header; zlib tells the level there */
	TRAILER_SIZE = 10, /* an empty last block, CRC-32, length */
};

/* What comes of a block: nothing in it depends on the blocks before, so that blocks may be made side by side. */
struct block {
	struct buf deflated;
	uint32_t crc;
	size_t length;
};

struct gzip_sink {
	struct sink base;
	z_stream deflate;
	struct block block; /* kept for its memory */
	unsigned char extra_flags;
	bool begun;
	uint32_t crc, length; /* of all blocks; the length modulo 2^32, as the trailer wants it */
};

/* zlib's memory is never refused, see base/mem.h. */
static voidpf take(voidpf unused, uInt items, uInt size)
{
	(void)unused;
	return mem_zero(items, size);
}

static void give(voidpf unused, voidpf memory)
{
	(void)unused;
	mem_free(memory);
}

/* A pure function of the bytes and the level that `state` was made with. */
static enum rc block_make(z_stream *state, struct sv bytes, struct block *block)
{
	uLong room = deflateBound(state, (uLong)bytes.n) + FLUSH_SIZE;

	buf_clear(&block->deflated);
	buf_reserve(&block->deflated, room);
	if (deflateReset(state) != Z_OK)
		return rc_fail(RC_INTERNAL, "zlib cannot begin a block; this is a defect, please report it");
	state->next_in = (const Bytef *)bytes.p;
	state->avail_in = (uInt)bytes.n;
	state->next_out = (Bytef *)block->deflated.p;
	state->avail_out = (uInt)room;
	if (deflate(state, Z_FULL_FLUSH) != Z_OK || state->avail_in > 0 || state->avail_out == 0)
		return rc_fail(RC_INTERNAL, "zlib did not finish a block of %zu bytes; this is a defect, please report it",
			       bytes.n);
	block->deflated.n = room - state->avail_out;
	block->crc = (uint32_t)crc32_z(0, (const Bytef *)bytes.p, bytes.n);
	block->length = bytes.n;
	return RC_OK;
}

static enum rc begin(struct gzip_sink *gzip)
{
	char header[HEADER_SIZE] = {'\x1f', '\x8b', Z_DEFLATED, [HEADER_SIZE - 1] = '\xff'};

	if (gzip->begun)
		return RC_OK;
	gzip->begun = true;
	header[EXTRA_FLAGS] = (char)gzip->extra_flags;
	return sink_write(gzip->base.next, (struct sv){header, sizeof(header)});
}

static enum rc gzip_write(struct sink *sink, struct sv bytes)
{
	struct gzip_sink *gzip = (struct gzip_sink *)sink;

	if (bytes.n > BLOCK_MAX)
		return rc_fail(RC_INTERNAL, "a block of %zu bytes is too large to deflate; this is a defect, please report it",
			       bytes.n);
	TRY(begin(gzip));
	TRY(block_make(&gzip->deflate, bytes, &gzip->block));
	gzip->crc = (uint32_t)crc32_combine(gzip->crc, gzip->block.crc, (z_off_t)gzip->block.length);
	gzip->length += (uint32_t)gzip->block.length;
	return sink_write(sink->next, buf_sv(&gzip->block.deflated));
}

static void put_little_endian(char *out, uint32_t value)
{
	for (unsigned i = 0; i < sizeof(value); i++)
		out[i] = (char)(value >> (8 * i) & 0xff);
}

static enum rc gzip_close(struct sink *sink)
{
	struct gzip_sink *gzip = (struct gzip_sink *)sink;
	char trailer[TRAILER_SIZE] = {'\x03', '\x00'}; /* the last block: no data, fixed codes */

	TRY(begin(gzip));
	put_little_endian(trailer + 2, gzip->crc);
	put_little_endian(trailer + 6, gzip->length);
	return sink_write(sink->next, (struct sv){trailer, sizeof(trailer)});
}

static void gzip_free(struct sink *sink)
{
	struct gzip_sink *gzip = (struct gzip_sink *)sink;

	deflateEnd(&gzip->deflate);
	buf_release(&gzip->block.deflated);
	mem_free(gzip);
}

static const struct sink_type gzip_type = {.name = "gzip", .write = gzip_write, .close = gzip_close, .free = gzip_free};

struct sink *gzip_sink_new(int level, struct sink *next)
{
	struct gzip_sink *gzip = mem_zero(1, sizeof(*gzip));

	gzip->base = (struct sink){.type = &gzip_type, .next = next};
	gzip->deflate = (z_stream){.zalloc = take, .zfree = give};
	gzip->extra_flags = level == BEST ? 2 : level == FASTEST ? 4 : 0;
	if (level < FASTEST || level > BEST ||
	    deflateInit2(&gzip->deflate, level, Z_DEFLATED, -MAX_WBITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		gzip->base.sticky = rc_fail(RC_USAGE, "gzip level %d: choose one of %d to %d", level, FASTEST, BEST);
	return &gzip->base;
}
