#include "sink/gunzip.h"

#define ZLIB_CONST
#include <limits.h>
#include <zlib.h>

#include "base/mem.h"

enum {
	GZIP_ONLY = 16, /* added to the window bits: the form is gzip, and its trailer is checked */
	MAGIC = 0x1f,   /* the first byte of a member */
};

struct gunzip {
	gunzip_output *output;
	void *context;
	z_stream stream;
	bool ended;
	char piece[GUNZIP_PIECE];
};

static voidpf take(voidpf context, uInt count, uInt size)
{
	(void)context;
	return mem_zero(count, size);
}

static void give(voidpf context, voidpf memory)
{
	(void)context;
	mem_free(memory);
}

struct gunzip *gunzip_new(gunzip_output *output, void *context)
{
	struct gunzip *gunzip = mem_zero(1, sizeof(*gunzip));

	gunzip->output = output;
	gunzip->context = context;
	gunzip->stream.zalloc = take;
	gunzip->stream.zfree = give;
	if (inflateInit2(&gunzip->stream, MAX_WBITS + GZIP_ONLY) != Z_OK)
		mem_exhausted();
	return gunzip;
}

void gunzip_free(struct gunzip *gunzip)
{
	if (!gunzip)
		return;
	inflateEnd(&gunzip->stream);
	mem_free(gunzip);
}

static enum rc refuse(const struct gunzip *gunzip)
{
	const char *reason = gunzip->stream.msg ? gunzip->stream.msg : "broken";

	return rc_fail(RC_FORMAT, "data that cannot be inflated near byte %lu (%s)", gunzip->stream.total_in, reason);
}

/* One call of zlib and what came out of it. */
static enum rc step(struct gunzip *gunzip)
{
	z_stream *stream = &gunzip->stream;
	int status;

	stream->next_out = (Bytef *)gunzip->piece;
	stream->avail_out = sizeof(gunzip->piece);
	status = inflate(stream, Z_NO_FLUSH);
	if (stream->avail_out < sizeof(gunzip->piece))
		TRY(gunzip->output(gunzip->context,
				   (struct sv){gunzip->piece, sizeof(gunzip->piece) - stream->avail_out}));
	gunzip->ended = status == Z_STREAM_END;
	/* Z_BUF_ERROR: all that was fed is used up. */
	return status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR ? RC_OK : refuse(gunzip);
}

static enum rc feed_some(struct gunzip *gunzip, struct sv bytes)
{
	z_stream *stream = &gunzip->stream;

	stream->next_in = (const Bytef *)bytes.p;
	stream->avail_in = (uInt)bytes.n;
	do
		TRY(step(gunzip));
	while (!gunzip->ended && (stream->avail_in > 0 || stream->avail_out == 0));
	if (stream->avail_in == 0)
		return RC_OK;
	return rc_fail(RC_FORMAT, "%s behind the end of the gzip member",
		       stream->next_in[0] == MAGIC ? "a second member" : "trailing bytes");
}

enum rc gunzip_feed(struct gunzip *gunzip, struct sv bytes)
{
	while (bytes.n) {
		size_t n = bytes.n < INT_MAX ? bytes.n : INT_MAX;

		if (gunzip->ended)
			return rc_fail(RC_FORMAT, "%s behind the end of the gzip member",
				       bytes.p[0] == MAGIC ? "a second member" : "trailing bytes");
		TRY(feed_some(gunzip, (struct sv){bytes.p, n}));
		bytes = sv_from(bytes, n);
	}
	return RC_OK;
}

enum rc gunzip_finish(const struct gunzip *gunzip)
{
	if (!gunzip->ended)
		return rc_fail(RC_FORMAT, "a gzip member that ends too early");
	return RC_OK;
}
