/*
 * Counts the rows of an NDJSON file: each line is one JSON object whose members are the columns, in order.
 */
#include "base/mem.h"
#include "base/plural.h"
#include "json/parser.h"
#include "row/formats.h"
#include "row/reader.h"

struct ndjson_reader {
	struct json *json;
	const char *const *names;
	size_t count;
	row_handler *handler;
	void *context;
	size_t columns; /* of this line so far */
	bool in_line;
	bool refused; /* by the handler of events, with a clause of its own */
};

static enum rc ndjson_check_key(const struct ndjson_reader *reader, struct sv name)
{
	if (reader->columns == reader->count)
		return rc_fail(RC_FORMAT, "more than %zu member%s", reader->count, plural(reader->count));
	if (!sv_is(name, reader->names[reader->columns]))
		return rc_fail(RC_FORMAT, "another name of member %zu", reader->columns + 1);
	return RC_OK;
}

static enum rc ndjson_on_event(void *context, enum json_event event, struct sv text)
{
	struct ndjson_reader *reader = context;
	enum rc rc = RC_OK;

	if (event == JSON_KEY) {
		rc = ndjson_check_key(reader, text);
		reader->columns++;
		json_skip(reader->json);
	} else if (event != JSON_OBJECT && event != JSON_OBJECT_END) {
		rc = rc_fail(RC_FORMAT, "a line that is not an object");
	}
	reader->refused = rc != RC_OK;
	return rc;
}

static void *ndjson_create(const char *const *names, size_t count, row_handler *handler, void *context)
{
	struct ndjson_reader *reader = mem_zero(1, sizeof(*reader));

	reader->names = names;
	reader->count = count;
	reader->handler = handler;
	reader->context = context;
	reader->json = json_new(ndjson_on_event, reader);
	json_set_limits(reader->json, ROW_DEPTH_MAX, ROW_CELL_MAX);
	return reader;
}

static void ndjson_release(void *context)
{
	struct ndjson_reader *reader = context;

	json_free(reader->json);
	mem_free(reader);
}

/* The parser's own messages are about answers of the service. */
static enum rc ndjson_line_failed(const struct ndjson_reader *reader, enum rc rc)
{
	if (rc == RC_OK || reader->refused)
		return rc;
	return rc_fail(rc, "a line that is not JSON or is too large");
}

static enum rc ndjson_feed_line(struct ndjson_reader *reader, struct sv bytes)
{
	if (!reader->in_line) {
		json_begin(reader->json);
		reader->columns = 0;
		reader->in_line = true;
	}
	return ndjson_line_failed(reader, json_feed(reader->json, bytes));
}

static enum rc ndjson_finish_line(struct ndjson_reader *reader)
{
	TRY(ndjson_line_failed(reader, json_finish(reader->json)));
	reader->in_line = false;
	return reader->handler(reader->context, reader->columns);
}

static enum rc ndjson_feed(void *context, struct sv bytes)
{
	while (bytes.n) {
		const char *end = memchr(bytes.p, '\n', bytes.n);
		size_t n = end ? (size_t)(end - bytes.p) : bytes.n;

		TRY(ndjson_feed_line(context, (struct sv){bytes.p, n}));
		if (end)
			TRY(ndjson_finish_line(context));
		bytes = sv_from(bytes, end ? n + 1 : n);
	}
	return RC_OK;
}

static enum rc ndjson_finish(void *context)
{
	const struct ndjson_reader *reader = context;

	return reader->in_line ? rc_fail(RC_FORMAT, "an unterminated last line") : RC_OK;
}

const struct row_reader_type ndjson_reader_type = {ndjson_create, ndjson_feed, ndjson_finish, ndjson_release};
