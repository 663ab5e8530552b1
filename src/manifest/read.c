#include "manifest/read.h"

#include "manifest/form.h"
#include "publish/names.h"
#include "base/mem.h"
#include "json/parser.h"

enum { FRAMES_MAX = 8 }; /* as deep as the tables of manifest_form.c nest */

/* An object or array that is open. */
struct frame {
	const struct manifest_place *place;
	const struct manifest_member *member; /* whose value comes next, or is open; NULL: a key that we do not know */
	uint32_t seen;                        /* members of a record, a bit each */
	size_t count;                         /* elements of a list or map */
	struct sv name;                       /* of the element of a map */
};

struct manifest_reader {
	struct manifest_form form; /* the manifest, and the elements under way */
	struct difference *difference;
	struct json *json;
	struct arena arena;
	struct frame frames[FRAMES_MAX];
	unsigned open;     /* frames */
	unsigned skipping; /* open objects and arrays of an unknown key */
	uint64_t bytes;
	bool differs; /* what failed was told */
};

static void *at(struct manifest_reader *reader, size_t offset)
{
	return (char *)&reader->form + offset;
}

static struct frame *top(struct manifest_reader *reader)
{
	return &reader->frames[reader->open - 1];
}

/* tables["users"].files[2].sha256: where the value stands that comes next. */
static void add_location(struct manifest_reader *reader, struct buf *out)
{
	for (unsigned i = 0; i < reader->open; i++) {
		const struct frame *frame = &reader->frames[i];

		if (frame->place->kind == PLACE_LIST) {
			buf_addf(out, "[%zu]", frame->count);
		} else if (frame->place->kind == PLACE_MAP) {
			buf_addc(out, '[');
			difference_show(out, frame->name);
			buf_addc(out, ']');
		} else if (frame->member) {
			buf_addf(out, "%s%s", out->n ? "." : "", frame->member->name);
		}
	}
}

/* "expected WHAT at LOCATION" and what was found. */
static enum rc differ(struct manifest_reader *reader, const char *expected, const char *found)
{
	AUTO_BUF location = {0};

	add_location(reader, &location);
	buf_addf(&reader->difference->expected, "%s", expected);
	if (location.n)
		buf_addf(&reader->difference->expected, " at %s", buf_text(&location));
	buf_adds(&reader->difference->found, found);
	return difference_at(reader->difference, MANIFEST_NAME, 0);
}

static enum rc open_place(struct manifest_reader *reader, enum manifest_place_id id, enum json_event event)
{
	const struct manifest_place *place = &manifest_places[id];
	bool is_list = place->kind == PLACE_LIST;

	if (is_list != (event == JSON_ARRAY))
		return differ(reader, is_list ? "an array" : "an object", is_list ? "an object" : "an array");
	if (reader->open == FRAMES_MAX)
		return rc_fail(RC_INTERNAL, "the form of manifests nests too deep; this is a defect, please report it");
	reader->frames[reader->open++] = (struct frame){.place = place};
	buf_clear(&reader->form.lists[id]);
	return RC_OK;
}

/* An element begins: what the one before left must not show through. */
static void clear_element(struct manifest_reader *reader, const struct manifest_place *place)
{
	if (place->kind != PLACE_RECORD)
		memset(at(reader, place->element_at), 0, place->element_size);
}

static const char *name_of(const struct manifest_place *place, const char *element)
{
	const char *name;

	memcpy(&name, element + place->name_in_element, sizeof(name));
	return name;
}

/* Two members of one name: which of them counts is anybody's guess. */
static enum rc judge_name(struct manifest_reader *reader, const struct frame *frame)
{
	const struct buf *list = &reader->form.lists[frame->place - manifest_places];

	for (size_t i = 0; i < frame->count; i++)
		if (sv_is(frame->name, name_of(frame->place, list->p + i * frame->place->element_size)))
			return differ(reader, "each name once", "it twice");
	return RC_OK;
}

static enum rc take_map_key(struct manifest_reader *reader, struct frame *frame, struct sv text)
{
	const char *name;

	frame->name = arena_copy(&reader->arena, text);
	TRY(judge_name(reader, frame));
	clear_element(reader, frame->place);
	name = manifest_keep_text(&reader->arena, text);
	memcpy((char *)at(reader, frame->place->element_at) + frame->place->name_in_element, &name, sizeof(name));
	frame->member = frame->place->members;
	return RC_OK;
}

static enum rc take_key(struct manifest_reader *reader, struct sv text)
{
	struct frame *frame = top(reader);

	if (frame->place->kind == PLACE_MAP)
		return take_map_key(reader, frame, text);
	frame->member = NULL;
	for (size_t i = 0; i < frame->place->member_count; i++) {
		if (!sv_is(text, frame->place->members[i].name))
			continue;
		frame->member = &frame->place->members[i];
		if (frame->seen >> i & 1)
			return differ(reader, "each key once", "it twice");
		frame->seen |= UINT32_C(1) << i;
	}
	return RC_OK;
}

/* A value is complete: in a list or map it is an element, which is kept. */
static enum rc end_value(struct manifest_reader *reader)
{
	struct frame *frame;

	if (reader->open == 0)
		return RC_OK;
	frame = top(reader);
	if (frame->place->kind == PLACE_RECORD)
		return RC_OK;
	if (frame->count == frame->place->most)
		return differ(reader, "fewer elements", "more than are ever written");
	buf_add(&reader->form.lists[frame->place - manifest_places], at(reader, frame->place->element_at),
		frame->place->element_size);
	frame->count++;
	return RC_OK;
}

static const struct manifest_member *begin_value(struct manifest_reader *reader)
{
	struct frame *frame = top(reader);

	if (frame->place->kind == PLACE_LIST) {
		clear_element(reader, frame->place);
		frame->member = frame->place->members;
	}
	return frame->member;
}

static enum rc take_nest(struct manifest_reader *reader, enum json_event event)
{
	const struct manifest_member *member;

	if (reader->open == 0)
		return event == JSON_OBJECT ? open_place(reader, PLACE_RUN, event)
					    : differ(reader, "an object", "an array");
	member = begin_value(reader);
	if (!member) {
		reader->skipping = 1;
		return RC_OK;
	}
	if (member->kind != MANIFEST_NEST)
		return differ(reader, manifest_kind_name(member), event == JSON_ARRAY ? "an array" : "an object");
	return open_place(reader, member->place, event);
}

static enum rc judge_members(struct manifest_reader *reader)
{
	struct frame *frame = top(reader);

	for (size_t i = 0; i < frame->place->member_count; i++) {
		frame->member = &frame->place->members[i];
		if (!(frame->seen >> i & 1))
			return differ(reader, "a value", "no such key");
	}
	return RC_OK;
}

/* All elements are there: the list goes where its owner wants it. */
static enum rc keep_list(struct manifest_reader *reader, const struct frame *frame)
{
	struct buf *list = &reader->form.lists[frame->place - manifest_places];
	/* An arena aligns what is taken from it, not what is copied into it. */
	void *kept = arena_take(&reader->arena, list->n);

	if (frame->count < frame->place->least)
		return differ(reader, "an element", "the end of the list");
	if (list->n)
		memcpy(kept, list->p, list->n);
	memcpy(at(reader, frame->place->pointer_at), &kept, sizeof(kept));
	memcpy(at(reader, frame->place->count_at), &frame->count, sizeof(frame->count));
	return RC_OK;
}

static enum rc close_place(struct manifest_reader *reader)
{
	if (top(reader)->place->kind == PLACE_RECORD)
		TRY(judge_members(reader));
	else
		TRY(keep_list(reader, top(reader)));
	reader->open--;
	return end_value(reader);
}

static enum rc take_scalar(struct manifest_reader *reader, enum json_event event, struct sv text)
{
	const struct manifest_member *member;
	const char *found;

	if (reader->open == 0)
		return differ(reader, "an object", "a bare value");
	member = begin_value(reader);
	if (!member)
		return RC_OK;
	found = manifest_take(member, event, text, &reader->arena, at(reader, member->offset));
	if (found)
		return differ(reader, manifest_kind_name(member), found);
	return end_value(reader);
}

static void skip(struct manifest_reader *reader, enum json_event event)
{
	if (event == JSON_OBJECT || event == JSON_ARRAY)
		reader->skipping++;
	else if (event == JSON_OBJECT_END || event == JSON_ARRAY_END)
		reader->skipping--;
}

static enum rc take(struct manifest_reader *reader, enum json_event event, struct sv text)
{
	if (reader->skipping) {
		skip(reader, event);
		return RC_OK;
	}
	switch (event) {
	case JSON_KEY:
		return take_key(reader, text);
	case JSON_OBJECT:
	case JSON_ARRAY:
		return take_nest(reader, event);
	case JSON_OBJECT_END:
	case JSON_ARRAY_END:
		return close_place(reader);
	default:
		return take_scalar(reader, event, text);
	}
}

static enum rc on_event(void *context, enum json_event event, struct sv text)
{
	struct manifest_reader *reader = context;
	enum rc rc = take(reader, event, text);

	reader->differs = rc != RC_OK;
	return rc;
}

struct manifest_reader *manifest_reader_new(struct difference *difference)
{
	struct manifest_reader *reader = mem_zero(1, sizeof(*reader));

	reader->difference = difference;
	reader->json = json_new(on_event, reader);
	json_begin(reader->json);
	return reader;
}

void manifest_reader_free(struct manifest_reader *reader)
{
	if (!reader)
		return;
	json_free(reader->json);
	arena_release(&reader->arena);
	for (unsigned i = 0; i < MANIFEST_PLACES; i++)
		buf_release(&reader->form.lists[i]);
	mem_free(reader);
}

static enum rc of_json(struct manifest_reader *reader, enum rc rc)
{
	if (rc == RC_OK || reader->differs)
		return rc;
	reader->open = 0;
	return differ(reader, "one JSON object in UTF-8",
		      json_broken_off(reader->json) ? "an end too early" : "something that is not JSON");
}

enum rc manifest_reader_feed(struct manifest_reader *reader, struct sv bytes)
{
	reader->bytes += bytes.n;
	if (reader->bytes > MANIFEST_BYTES_MAX) {
		buf_addf(&reader->difference->expected, "%llu bytes at most", (unsigned long long)MANIFEST_BYTES_MAX);
		buf_adds(&reader->difference->found, "more");
		return difference_at(reader->difference, MANIFEST_NAME, 0);
	}
	return of_json(reader, json_feed(reader->json, bytes));
}

enum rc manifest_reader_finish(struct manifest_reader *reader, const struct manifest **manifest)
{
	TRY(of_json(reader, json_finish(reader->json)));
	*manifest = &reader->form.manifest;
	return RC_OK;
}
