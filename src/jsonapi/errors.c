#include "jsonapi/errors.h"

#include "json/parser.h"

enum { IN_DOCUMENT = 1, IN_ERRORS = 2 };

struct look {
	unsigned depth; /* objects and arrays open */
	bool is_object; /* the document */
	bool named;     /* the member just named is `errors` */
	bool inside;    /* its array is open */
	bool others;    /* something in it that is no object, or it is no array */
	size_t count;   /* of objects in it */
};

static bool opens(enum json_event event)
{
	return event == JSON_OBJECT || event == JSON_ARRAY;
}

static void value_of_document(struct look *look, enum json_event event)
{
	if (!look->named)
		return;
	look->inside = event == JSON_ARRAY;
	look->others = look->others || event != JSON_ARRAY;
}

/* A value begins where `depth` objects and arrays are open. */
static void value_at(struct look *look, enum json_event event)
{
	if (look->depth == 0)
		look->is_object = event == JSON_OBJECT;
	else if (look->depth == IN_DOCUMENT)
		value_of_document(look, event);
	else if (look->depth == IN_ERRORS && look->inside && event == JSON_OBJECT)
		look->count++;
	else if (look->depth == IN_ERRORS && look->inside)
		look->others = true;
}

static enum rc on_event(void *context, enum json_event event, struct sv text)
{
	struct look *look = context;

	if (event == JSON_KEY) {
		if (look->depth == IN_DOCUMENT)
			look->named = sv_is(text, "errors");
		return RC_OK;
	}
	if (event == JSON_OBJECT_END || event == JSON_ARRAY_END) {
		look->depth--;
		look->inside = look->inside && look->depth >= IN_ERRORS;
		return RC_OK;
	}
	value_at(look, event);
	look->depth += opens(event);
	return RC_OK;
}

bool errors_document(struct sv body)
{
	struct look look = {0};

	return json_read(body, on_event, &look) == RC_OK && look.is_object && look.count > 0 && !look.others;
}
