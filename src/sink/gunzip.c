#include "sink/gunzip.h"

#define ZLIB_CONST
#include <zlib.h>

#include "base/mem.h"

enum { GZIP_ONLY = 16 /* added to the window bits: the format is gzip, and its trailer is checked */ };

struct gunzip {
	gunzip_output *output;
	void *context;
	z_stream stream;
	bool ended;
	char piece[GUNZIP_PIECE];
};

struct gunzip *gunzip_new(gunzip_output *output, void *context)
{
	struct gunzip *gunzip = mem_zero(1, sizeof(*gunzip));

	gunzip->output = output;
	gunzip->context = context;
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

static enum rc gunzip_refuse(const struct gunzip *gunzip)
{
	const char *reason = gunzip->stream.msg ? gunzip->stream.msg : "broken";

	return rc_fail(RC_FORMAT, "data that cannot be inflated, near byte %lu (%s)", gunzip->stream.total_in, reason);
}

/* Calls zlib once and passes on what comes out. */
static enum rc gunzip_step(struct gunzip *gunzip)
{
	z_stream *stream = &gunzip->stream;
	int status;

	stream->next_out = (Bytef *)gunzip->piece;
	stream->avail_out = sizeof(gunzip->piece);
	status = inflate(stream, Z_NO_FLUSH);
	if (status == Z_MEM_ERROR)
		mem_exhausted();
	if (stream->avail_out < sizeof(gunzip->piece))
		TRY(gunzip->output(gunzip->context,
				   (struct sv){gunzip->piece, sizeof(gunzip->piece) - stream->avail_out}));
	gunzip->ended = status == Z_STREAM_END;
	/* Z_BUF_ERROR: all input is used up. */
	return status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR ? RC_OK : gunzip_refuse(gunzip);
}

enum rc gunzip_feed(struct gunzip *gunzip, struct sv bytes)
{
	z_stream *stream = &gunzip->stream;

	stream->next_in = (const Bytef *)bytes.p;
	stream->avail_in = (uInt)bytes.n;
	while (!gunzip->ended && (stream->avail_in > 0 || stream->avail_out == 0))
		TRY(gunzip_step(gunzip));
	return stream->avail_in == 0 ? RC_OK : rc_fail(RC_FORMAT, "more data after the end of the gzip member");
}

enum rc gunzip_finish(const struct gunzip *gunzip)
{
	if (!gunzip->ended)
		return rc_fail(RC_FORMAT, "an unexpected end of the gzip member");
	return RC_OK;
}
