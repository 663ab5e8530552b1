#include "json/parser.h"

#include "base/mem.h"
#include "json/engine.h"
#include "json/guard.h"
#include "json/unescape.h"

struct json {
	json_handler *handler;
	void *context;
	yajl_handle yajl;
	yajl_callbacks callbacks; /* yajl looks them up at each event, so they may change from one to the next */
	struct guard guard;
	struct buf gathered; /* cleaned bytes that yajl has not seen yet */
	size_t whole;        /* so many of them end outside of any token */
	size_t base;         /* what yajl_parse() was given begins there */
	struct sv string; /* what the empty string that yajl is given stands for; p NULL: it is given no such string */
	struct buf decoded; /* that, decoded */
	uint64_t fed;       /* bytes that yajl has seen before those it is reading */
	unsigned depth, depth_max;
	size_t string_max;
	enum rc failed; /* of a handler or a ceiling */
	bool over;      /* the one value of the document was complete */
	bool broken_off;
	unsigned skip_depth; /* of the object in which a member is skipped; 0 = none is */
	bool scalars_left;   /* yajl is not to tell of scalars */

	bool keeping_raw;
	size_t raw_from; /* offset in the bytes being fed */
	size_t raw_max;
	struct buf raw; /* what earlier feeds brought */
};

static int event(struct json *json, enum json_event event, struct sv text)
{
	json->failed = json->handler(json->context, event, text);
	json->over = json->depth == 0;
	return json->failed == RC_OK;
}

static int on_null(void *context)
{
	return event(context, JSON_NULL, (struct sv){NULL, 0});
}

static int on_boolean(void *context, int value)
{
	return event(context, value ? JSON_TRUE : JSON_FALSE, (struct sv){NULL, 0});
}

static int on_number(void *context, const char *text, size_t n)
{
	return event(context, JSON_NUMBER, (struct sv){text, n});
}

/* What yajl read, or what stands for it. */
static struct sv text_of(struct json *json, const unsigned char *text, size_t n)
{
	if (!json->string.p)
		return (struct sv){(const char *)text, n};
	return json_unescape(&json->decoded, json->string);
}

static int on_string(void *context, const unsigned char *text, size_t n)
{
	return event(context, JSON_STRING, text_of(context, text, n));
}

/* yajl decodes no string that nobody takes. */
static void leave_scalars(struct json *json)
{
	json->scalars_left = true;
	json->callbacks.yajl_null = NULL;
	json->callbacks.yajl_boolean = NULL;
	json->callbacks.yajl_number = NULL;
	json->callbacks.yajl_string = NULL;
}

static void take_scalars(struct json *json)
{
	json->scalars_left = false;
	json->callbacks.yajl_null = on_null;
	json->callbacks.yajl_boolean = on_boolean;
	json->callbacks.yajl_number = on_number; /* keeps numbers as they are spelled */
	json->callbacks.yajl_string = on_string;
}

/* Whether what comes in this depth belongs to what is skipped; a key or an end in the object itself ends the skipping. */
static bool is_skipped(struct json *json)
{
	return json->skip_depth > 0 && json->depth != json->skip_depth;
}

static int on_key(void *context, const unsigned char *text, size_t n)
{
	struct json *json = context;

	if (is_skipped(json))
		return 1;
	json->skip_depth = 0;
	json->failed = json->handler(json->context, JSON_KEY, text_of(json, text, n));
	/* One member after another is skipped more often than not. */
	if ((json->skip_depth > 0) != json->scalars_left)
		(json->scalars_left ? take_scalars : leave_scalars)(json);
	return json->failed == RC_OK;
}

static int open_nest(struct json *json, enum json_event kind)
{
	if (++json->depth > json->depth_max) {
		json->failed = rc_fail(RC_FORMAT, "objects and arrays nested deeper than %u", json->depth_max);
		return 0;
	}
	if (json->skip_depth > 0)
		return 1;
	return event(json, kind, (struct sv){NULL, 0});
}

static int close_nest(struct json *json, enum json_event kind)
{
	if (is_skipped(json)) {
		json->depth--;
		return 1;
	}
	json->depth--;
	json->skip_depth = 0;
	if (json->scalars_left)
		take_scalars(json);
	return event(json, kind, (struct sv){NULL, 0});
}

static int on_object(void *context)
{
	return open_nest(context, JSON_OBJECT);
}

static int on_object_end(void *context)
{
	return close_nest(context, JSON_OBJECT_END);
}

static int on_array(void *context)
{
	return open_nest(context, JSON_ARRAY);
}

static int on_array_end(void *context)
{
	return close_nest(context, JSON_ARRAY_END);
}

static const yajl_callbacks structure = {
	.yajl_map_key = on_key,
	.yajl_start_map = on_object,
	.yajl_end_map = on_object_end,
	.yajl_start_array = on_array,
	.yajl_end_array = on_array_end,
};

static yajl_handle open_yajl(struct json *json)
{
	json->callbacks = structure;
	take_scalars(json);
	return engine_new(&json->callbacks, json);
}

struct json *json_new(json_handler *handler, void *context)
{
	struct json *json = mem_zero(1, sizeof(*json));

	json->handler = handler;
	json->context = context;
	json->depth_max = JSON_DEPTH_MAX;
	return json;
}

void json_set_ceilings(struct json *json, unsigned depth, size_t string)
{
	json->depth_max = depth;
	json->string_max = string;
}

static void close_yajl(struct json *json)
{
	if (json->yajl)
		yajl_free(json->yajl);
	json->yajl = NULL;
}

void json_free(struct json *json)
{
	if (!json)
		return;
	close_yajl(json);
	buf_release(&json->gathered);
	buf_release(&json->raw);
	buf_release(&json->decoded);
	guard_release(&json->guard);
	mem_free(json);
}

void json_begin(struct json *json)
{
	close_yajl(json);
	json->yajl = open_yajl(json);
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

static enum rc outcome(struct json *json, yajl_status status)
{
	if (status == yajl_status_ok)
		return RC_OK;
	if (json->failed != RC_OK)
		return json->failed;
	return rc_fail(RC_FORMAT, "the answer is not JSON");
}

/* What is kept raw must outlive the bytes being fed. */
static enum rc carry_raw(struct json *json, size_t fed)
{
	if (!json->keeping_raw)
		return RC_OK;
	buf_add(&json->raw, json->gathered.p + json->raw_from, fed - json->raw_from);
	json->raw_from = 0;
	if (json->raw.n > json->raw_max)
		return rc_fail(RC_FORMAT, "an object longer than %zu bytes", json->raw_max);
	return RC_OK;
}

/* A huge token made the buffer huge: give that back. */
static void shrink(struct buf *buf)
{
	struct buf small = {0};

	if (buf->cap <= 4 * JSON_FEED || buf->n > JSON_FEED)
		return;
	buf_addsv(&small, buf_sv(buf));
	buf_release(buf);
	*buf = small;
}

/* Bytes of the gathered ones that end outside of any token. */
static enum rc parse(struct json *json, size_t from, size_t to)
{
	json->base = from;
	return outcome(json, yajl_parse(json->yajl, (const unsigned char *)json->gathered.p + from, to - from));
}

/* A string that lies in the gathered bytes, for which yajl reads an empty one: the guard has judged it, and yajl is slow. */
static enum rc parse_string(struct json *json, const struct guard_string *string)
{
	static const unsigned char empty[] = {'"', '"'};
	enum rc rc;

	json->base = string->to + 1 - sizeof(empty);
	json->string = (struct sv){json->gathered.p + string->from, string->to - string->from};
	rc = outcome(json, yajl_parse(json->yajl, empty, sizeof(empty)));
	json->string = (struct sv){NULL, 0};
	return rc;
}

/* The offset in the gathered bytes up to which yajl has read. */
static size_t reached(const struct json *json)
{
	return json->base + yajl_get_bytes_consumed(json->yajl);
}

static enum rc feed_yajl(struct json *json, size_t n)
{
	struct buf *gathered = &json->gathered;
	const struct buf *strings = &json->guard.strings;
	size_t from = 0;

	for (size_t i = 0; i < strings->n; i += sizeof(struct guard_string)) {
		struct guard_string string;

		memcpy(&string, strings->p + i, sizeof(string));
		TRY(parse(json, from, string.from - 1));
		TRY(parse_string(json, &string));
		from = string.to + 1;
	}
	TRY(parse(json, from, n));
	TRY(carry_raw(json, n));
	gathered->n -= n;
	memmove(gathered->p, gathered->p + n, gathered->n);
	guard_moved(&json->guard, n);
	json->whole = 0;
	json->base = 0;
	json->fed += n;
	shrink(gathered);
	buf_clear(&json->decoded);
	shrink(&json->decoded);
	return RC_OK;
}

enum rc json_feed(struct json *json, struct sv bytes)
{
	while (bytes.n) {
		/* In pieces, so that the buffer stays small however large the caller's is. */
		struct sv piece = {bytes.p, bytes.n < JSON_FEED ? bytes.n : JSON_FEED};

		TRY(guard_pass(&json->guard, piece, &json->gathered, &json->whole));
		if (json->whole >= JSON_FEED)
			TRY(feed_yajl(json, json->whole));
		bytes = sv_from(bytes, piece.n);
	}
	return RC_OK;
}

enum rc json_finish(struct json *json)
{
	enum rc rc;

	/* What is wrong before a string without end is wrong, and not only broken off. */
	if (json->gathered.n)
		TRY(feed_yajl(json, json->gathered.n - guard_open_string(&json->guard)));
	rc = outcome(json, yajl_complete_parse(json->yajl));
	if (rc == RC_OK && json->gathered.n == 0)
		return RC_OK;
	if (json->failed != RC_OK)
		return rc;
	if (json->over)
		return rc_fail(RC_FORMAT, "the answer is not JSON: something follows it");
	json->broken_off = true;
	return rc_fail(RC_FORMAT, "the answer ends too early");
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
	return json->fed + reached(json);
}

uint64_t json_fed(const struct json *json)
{
	return json->fed;
}

void json_raw_begin(struct json *json, size_t max)
{
	json->keeping_raw = true;
	json->raw_from = reached(json) - 1;
	json->raw_max = max;
	buf_clear(&json->raw);
}

struct sv json_raw_end(struct json *json)
{
	struct sv last = {json->gathered.p + json->raw_from, reached(json) - json->raw_from};

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

	json.yajl = open_yajl(&json);
	rc = outcome(&json, yajl_parse(json.yajl, (const unsigned char *)document.p, document.n));
	if (rc == RC_OK)
		rc = outcome(&json, yajl_complete_parse(json.yajl));
	close_yajl(&json);
	return rc;
}
