#include "row/ndjson_read.h"

#include "base/mem.h"
#include "json/parser.h"
#include "row/formats.h"

struct ndjson_reader {
	struct row_events events;
	const char *const *names;
	size_t count;
	struct json *json;
	bool amid; /* a line is under way */
	bool said; /* what failed was told by a handler of ours */
	unsigned depth;
	size_t column;  /* the next one of this line */
	uint64_t bytes; /* of this line so far */
	uint64_t dense; /* of its object, white space outside strings not counted */
};

static enum rc tell_cell(struct ndjson_reader *reader, enum cell_kind kind, struct sv text)
{
	return reader->events.cell(reader->events.context, reader->column++, &(struct cell){kind, text});
}

static enum rc begin_line(struct ndjson_reader *reader, enum json_event event)
{
	if (event != JSON_OBJECT)
		return rc_fail(RC_FORMAT, "a line that is no object");
	reader->depth = 1;
	reader->column = 0;
	return RC_OK;
}

static enum rc end_line(struct ndjson_reader *reader)
{
	if (reader->column != reader->count)
		return rc_fail(RC_FORMAT, "an object of %zu members", reader->column);
	reader->dense = json_offset(reader->json);
	return RC_OK;
}

static enum rc take_key(const struct ndjson_reader *reader, struct sv name)
{
	if (reader->column == reader->count)
		return rc_fail(RC_FORMAT, "an object of more than %zu members", reader->count);
	if (!sv_is(name, reader->names[reader->column]))
		return rc_fail(RC_FORMAT, "another name of member %zu", reader->column + 1);
	return RC_OK;
}

/* A member of the line's own object. */
static enum rc in_object(struct ndjson_reader *reader, enum json_event event, struct sv text)
{
	switch (event) {
	case JSON_KEY:
		return take_key(reader, text);
	case JSON_NULL:
		return tell_cell(reader, CELL_NULL, text);
	case JSON_FALSE:
		return tell_cell(reader, CELL_BARE, SV("false"));
	case JSON_TRUE:
		return tell_cell(reader, CELL_BARE, SV("true"));
	case JSON_NUMBER:
		return tell_cell(reader, CELL_BARE, text);
	case JSON_STRING:
		return tell_cell(reader, CELL_TEXT, text);
	case JSON_OBJECT:
	case JSON_ARRAY:
		reader->depth++;
		return tell_cell(reader, CELL_JSON, (struct sv){NULL, 0});
	case JSON_OBJECT_END:
	case JSON_ARRAY_END:
		reader->depth--;
		return end_line(reader);
	}
	return RC_OK;
}

/* Inside a cell that is JSON itself nothing is looked at but where it ends. */
static enum rc in_cell(struct ndjson_reader *reader, enum json_event event)
{
	if (event == JSON_OBJECT || event == JSON_ARRAY)
		reader->depth++;
	else if (event == JSON_OBJECT_END || event == JSON_ARRAY_END)
		reader->depth--;
	return RC_OK;
}

static enum rc on_event(void *context, enum json_event event, struct sv text)
{
	struct ndjson_reader *reader = context;
	enum rc rc;

	if (reader->depth == 0)
		rc = begin_line(reader, event);
	else if (reader->depth == 1)
		rc = in_object(reader, event, text);
	else
		rc = in_cell(reader, event);
	reader->said = rc != RC_OK;
	return rc;
}

struct ndjson_reader *ndjson_reader_new(const char *const *names, size_t count, const struct row_events *events)
{
	struct ndjson_reader *reader = mem_zero(1, sizeof(*reader));

	reader->events = *events;
	reader->names = names;
	reader->count = count;
	reader->json = json_new(on_event, reader);
	json_set_ceilings(reader->json, NDJSON_DEPTH_MAX, NDJSON_STRING_MAX);
	return reader;
}

void ndjson_reader_free(struct ndjson_reader *reader)
{
	if (!reader)
		return;
	json_free(reader->json);
	mem_free(reader);
}

/* The JSON door speaks of answers; here it is a line. */
static enum rc of_line(const struct ndjson_reader *reader, enum rc rc)
{
	if (rc == RC_OK || reader->said)
		return rc;
	return rc_fail(rc, "a line that is not JSON, or past a ceiling");
}

static enum rc feed_line(struct ndjson_reader *reader, struct sv bytes)
{
	if (!reader->amid)
		json_begin(reader->json);
	if (!reader->amid)
		reader->bytes = 0;
	reader->amid = true;
	reader->bytes += bytes.n;
	return of_line(reader, json_feed(reader->json, bytes));
}

static enum rc finish_line(struct ndjson_reader *reader)
{
	TRY(of_line(reader, json_finish(reader->json)));
	reader->amid = false;
	if (reader->bytes != reader->dense)
		return rc_fail(RC_FORMAT, "white space outside strings");
	return reader->events.row(reader->events.context, reader->column);
}

enum rc ndjson_reader_feed(struct ndjson_reader *reader, struct sv bytes)
{
	while (bytes.n) {
		const char *end = memchr(bytes.p, '\n', bytes.n);
		size_t n = end ? (size_t)(end - bytes.p) : bytes.n;

		TRY(feed_line(reader, (struct sv){bytes.p, n}));
		if (end)
			TRY(finish_line(reader));
		bytes = sv_from(bytes, end ? n + 1 : n);
	}
	return RC_OK;
}

enum rc ndjson_reader_finish(struct ndjson_reader *reader)
{
	if (reader->amid)
		return rc_fail(RC_FORMAT, "a last line that does not end");
	return RC_OK;
}

static void *create(const char *const *names, size_t count, const struct row_events *events)
{
	return ndjson_reader_new(names, count, events);
}

static enum rc feed(void *reader, struct sv bytes)
{
	return ndjson_reader_feed(reader, bytes);
}

static enum rc finish(void *reader)
{
	return ndjson_reader_finish(reader);
}

static void release(void *reader)
{
	ndjson_reader_free(reader);
}

const struct row_reader_type ndjson_reader_type = {.create = create, .feed = feed, .finish = finish, .free = release};
