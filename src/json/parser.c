#include "json/parser.h"

#include <yajl/yajl_parse.h>

#include "base/mem.h"
#include "json/guard.h"
#include "json/unescape.h"

struct json {
	json_handler *handler;
	void *context;
	yajl_handle yajl;
	struct guard guard;
	struct buf gathered; /* cleaned bytes that yajl has not seen yet */
	size_t whole;        /* how many of them end outside any token */
	size_t base;         /* offset of the bytes that yajl_parse() was given */
	struct sv string;    /* the string for which yajl is given an empty one; p NULL: none */
	struct buf decoded;  /* the same, decoded */
	uint64_t fed;        /* bytes that yajl has finished */
	unsigned depth, depth_max;
	size_t string_max;
	enum rc failed; /* by a handler or a limit */
	bool over;      /* the one value of the document was complete */
	bool broken_off;
	unsigned skip_depth; /* of the object whose member is skipped; 0 = none */

	bool keeping_raw;
	size_t raw_from; /* offset in the bytes being fed */
	size_t raw_max;
	struct buf raw; /* from earlier feeds */
};

static int json_deliver(struct json *json, enum json_event event, struct sv text)
{
	if (json->skip_depth > 0)
		return 1;
	json->failed = json->handler(json->context, event, text);
	json->over = json->depth == 0;
	return json->failed == RC_OK;
}

static int json_on_null(void *context)
{
	return json_deliver(context, JSON_NULL, (struct sv){NULL, 0});
}

static int json_on_boolean(void *context, int value)
{
	return json_deliver(context, value ? JSON_TRUE : JSON_FALSE, (struct sv){NULL, 0});
}

static int json_on_number(void *context, const char *text, size_t n)
{
	return json_deliver(context, JSON_NUMBER, (struct sv){text, n});
}

/* The string that yajl read, or the one that it was given an empty string for. */
static struct sv json_text(struct json *json, const unsigned char *text, size_t n)
{
	if (!json->string.p)
		return (struct sv){(const char *)text, n};
	return json_unescape(&json->decoded, json->string);
}

static int json_on_string(void *context, const unsigned char *text, size_t n)
{
	struct json *json = context;

	return json->skip_depth > 0 || json_deliver(json, JSON_STRING, json_text(json, text, n));
}

/* Whether an event belongs to the skipped value. A key or the end of the object that holds it ends the skipping. */
static bool json_is_skipped(struct json *json)
{
	return json->skip_depth > 0 && json->depth != json->skip_depth;
}

static int json_on_key(void *context, const unsigned char *text, size_t n)
{
	struct json *json = context;

	if (json_is_skipped(json))
		return 1;
	json->skip_depth = 0;
	json->failed = json->handler(json->context, JSON_KEY, json_text(json, text, n));
	return json->failed == RC_OK;
}

static int json_open(struct json *json, enum json_event kind)
{
	if (++json->depth > json->depth_max) {
		json->failed = rc_fail(RC_FORMAT, "objects and arrays nested deeper than %u", json->depth_max);
		return 0;
	}
	return json_deliver(json, kind, (struct sv){NULL, 0});
}

static int json_close(struct json *json, enum json_event kind)
{
	if (json_is_skipped(json)) {
		json->depth--;
		return 1;
	}
	json->depth--;
	json->skip_depth = 0;
	return json_deliver(json, kind, (struct sv){NULL, 0});
}

static int json_on_object(void *context)
{
	return json_open(context, JSON_OBJECT);
}

static int json_on_object_end(void *context)
{
	return json_close(context, JSON_OBJECT_END);
}

static int json_on_array(void *context)
{
	return json_open(context, JSON_ARRAY);
}

static int json_on_array_end(void *context)
{
	return json_close(context, JSON_ARRAY_END);
}

static const yajl_callbacks callbacks = {
	.yajl_null = json_on_null,
	.yajl_boolean = json_on_boolean,
	.yajl_number = json_on_number, /* keeps numbers as they are spelled */
	.yajl_string = json_on_string,
	.yajl_map_key = json_on_key,
	.yajl_start_map = json_on_object,
	.yajl_end_map = json_on_object_end,
	.yajl_start_array = json_on_array,
	.yajl_end_array = json_on_array_end,
};

static void *memory_alloc(void *context, size_t size)
{
	(void)context;
	return mem_alloc(size);
}

static void *memory_resize(void *context, void *memory, size_t size)
{
	(void)context;
	return mem_resize(memory, size);
}

static void memory_free(void *context, void *memory)
{
	(void)context;
	mem_free(memory);
}

/* yajl does not check the results of its allocations, so it gets functions that never fail. */
static yajl_handle json_open_yajl(struct json *json)
{
	yajl_alloc_funcs functions = {memory_alloc, memory_resize, memory_free, NULL};
	yajl_handle yajl = yajl_alloc(&callbacks, &functions, json);

	yajl_config(yajl, yajl_dont_validate_strings, 1); /* the guard does */
	return yajl;
}

struct json *json_new(json_handler *handler, void *context)
{
	struct json *json = mem_zero(1, sizeof(*json));

	json->handler = handler;
	json->context = context;
	json->depth_max = JSON_DEPTH_MAX;
	return json;
}

void json_set_limits(struct json *json, unsigned depth, size_t string)
{
	json->depth_max = depth;
	json->string_max = string;
}

static void json_close_yajl(struct json *json)
{
	if (json->yajl)
		yajl_free(json->yajl);
	json->yajl = NULL;
}

void json_free(struct json *json)
{
	if (!json)
		return;
	json_close_yajl(json);
	buf_release(&json->gathered);
	buf_release(&json->raw);
	buf_release(&json->decoded);
	guard_release(&json->guard);
	mem_free(json);
}

void json_begin(struct json *json)
{
	json_close_yajl(json);
	json->yajl = json_open_yajl(json);
	guard_release(&json->guard);
	json->guard = (struct guard){.string_max = json->string_max};
	buf_clear(&json->gathered);
	buf_clear(&json->raw);
	json->whole = 0;
	json->base = 0;
	json->string = (struct sv){NULL, 0};
	json->fed = 0;
	json->depth = 0;
	json->failed = RC_OK;
	json->over = json->broken_off = false;
	json->keeping_raw = false;
	json->skip_depth = 0;
}

static enum rc json_outcome(struct json *json, yajl_status status)
{
	if (status == yajl_status_ok)
		return RC_OK;
	if (json->failed != RC_OK)
		return json->failed;
	return rc_fail(RC_FORMAT, "the answer is not JSON");
}

/* Keeps the raw bytes of an unfinished value, since the fed bytes are dropped. */
static enum rc json_carry_raw(struct json *json, size_t fed)
{
	if (!json->keeping_raw)
		return RC_OK;
	buf_add(&json->raw, json->gathered.p + json->raw_from, fed - json->raw_from);
	json->raw_from = 0;
	if (json->raw.n > json->raw_max)
		return rc_fail(RC_FORMAT, "an object longer than %zu bytes", json->raw_max);
	return RC_OK;
}

/* Releases memory after a huge token. */
static void json_shrink(struct buf *buf)
{
	struct buf small = {0};

	if (buf->cap <= 4 * JSON_FEED || buf->n > JSON_FEED)
		return;
	buf_addsv(&small, buf_sv(buf));
	buf_release(buf);
	*buf = small;
}

/* Feeds yajl part of the gathered bytes, which ends outside any token. */
static enum rc json_parse(struct json *json, size_t from, size_t to)
{
	json->base = from;
	return json_outcome(json, yajl_parse(json->yajl, (const unsigned char *)json->gathered.p + from, to - from));
}

/* Feeds yajl an empty string in place of a long one in the gathered bytes: the guard has checked it, and yajl is slow. */
static enum rc json_parse_string(struct json *json, const struct guard_string *string)
{
	static const unsigned char empty[] = {'"', '"'};
	enum rc rc;

	json->base = string->to + 1 - sizeof(empty);
	json->string = (struct sv){json->gathered.p + string->from, string->to - string->from};
	rc = json_outcome(json, yajl_parse(json->yajl, empty, sizeof(empty)));
	json->string = (struct sv){NULL, 0};
	return rc;
}

/* The offset in the gathered bytes up to which yajl has read. */
static size_t json_reached(const struct json *json)
{
	return json->base + yajl_get_bytes_consumed(json->yajl);
}

static enum rc json_feed_yajl(struct json *json, size_t n)
{
	struct buf *gathered = &json->gathered;
	const struct buf *strings = &json->guard.strings;
	size_t from = 0;

	for (size_t i = 0; i < strings->n; i += sizeof(struct guard_string)) {
		struct guard_string string;

		memcpy(&string, strings->p + i, sizeof(string));
		TRY(json_parse(json, from, string.from - 1));
		TRY(json_parse_string(json, &string));
		from = string.to + 1;
	}
	TRY(json_parse(json, from, n));
	TRY(json_carry_raw(json, n));
	gathered->n -= n;
	memmove(gathered->p, gathered->p + n, gathered->n);
	guard_moved(&json->guard, n);
	json->whole = 0;
	json->base = 0;
	json->fed += n;
	json_shrink(gathered);
	buf_clear(&json->decoded);
	json_shrink(&json->decoded);
	return RC_OK;
}

enum rc json_feed(struct json *json, struct sv bytes)
{
	while (bytes.n) {
		/* In pieces, so that the buffer stays small whatever the caller passes. */
		struct sv piece = {bytes.p, bytes.n < JSON_FEED ? bytes.n : JSON_FEED};

		TRY(guard_pass(&json->guard, piece, &json->gathered, &json->whole));
		if (json->whole >= JSON_FEED)
			TRY(json_feed_yajl(json, json->whole));
		bytes = sv_from(bytes, piece.n);
	}
	return RC_OK;
}

enum rc json_finish(struct json *json)
{
	enum rc rc;

	/* A defect before an unfinished string is a defect: the document is then not just cut off. */
	if (json->gathered.n)
		TRY(json_feed_yajl(json, json->gathered.n - guard_open_string(&json->guard)));
	rc = json_outcome(json, yajl_complete_parse(json->yajl));
	if (rc == RC_OK && json->gathered.n == 0)
		return RC_OK;
	if (json->failed != RC_OK)
		return rc;
	if (json->over)
		return rc_fail(RC_FORMAT, "the answer is not JSON: extra data after its end");
	json->broken_off = true;
	return rc_fail(RC_FORMAT, "the answer ends early");
}

bool json_broken_off(const struct json *json)
{
	return json->broken_off;
}

uint64_t json_replaced(const struct json *json)
{
	return json->guard.replaced;
}

uint64_t json_offset(const struct json *json)
{
	return json->fed + json_reached(json);
}

uint64_t json_fed(const struct json *json)
{
	return json->fed;
}

void json_raw_begin(struct json *json, size_t max)
{
	json->keeping_raw = true;
	json->raw_from = json_reached(json) - 1;
	json->raw_max = max;
	buf_clear(&json->raw);
}

struct sv json_raw_end(struct json *json)
{
	struct sv last = {json->gathered.p + json->raw_from, json_reached(json) - json->raw_from};

	json->keeping_raw = false;
	if (json->raw.n == 0)
		return last;
	buf_addsv(&json->raw, last);
	return buf_sv(&json->raw);
}

void json_skip(struct json *json)
{
	json->skip_depth = json->depth;
}

enum rc json_read(struct sv document, json_handler *handler, void *context)
{
	struct json json = {.handler = handler, .context = context, .depth_max = JSON_DEPTH_MAX};
	enum rc rc;

	json.yajl = json_open_yajl(&json);
	rc = json_outcome(&json, yajl_parse(json.yajl, (const unsigned char *)document.p, document.n));
	if (rc == RC_OK)
		rc = json_outcome(&json, yajl_complete_parse(json.yajl));
	json_close_yajl(&json);
	return rc;
}
