#include "jsonapi/errors.h"

#include "json/parser.h"

enum { IN_DOCUMENT = 1, IN_ERRORS = 2 };

struct errors_look {
	unsigned depth; /* open objects and arrays */
	bool is_object; /* the document */
	bool named;     /* the current member is `errors` */
	bool inside;    /* its array is open */
	bool others;    /* it is not an array, or holds something that is not an object */
	size_t count;   /* of objects in it */
};

static void errors_on_member(struct errors_look *look, enum json_event event)
{
	if (!look->named)
		return;
	look->inside = event == JSON_ARRAY;
	look->others = look->others || event != JSON_ARRAY;
}

/* A value begins. */
static void errors_on_value(struct errors_look *look, enum json_event event)
{
	if (look->depth == 0)
		look->is_object = event == JSON_OBJECT;
	else if (look->depth == IN_DOCUMENT)
		errors_on_member(look, event);
	else if (look->depth == IN_ERRORS && look->inside && event == JSON_OBJECT)
		look->count++;
	else if (look->depth == IN_ERRORS && look->inside)
		look->others = true;
}

static enum rc errors_on_event(void *context, enum json_event event, struct sv text)
{
	struct errors_look *look = context;

	if (event == JSON_KEY) {
		if (look->depth == IN_DOCUMENT)
			look->named = sv_is(text, "errors");
		return RC_OK;
	}
	if (json_closes(event)) {
		look->depth--;
		look->inside = look->inside && look->depth >= IN_ERRORS;
		return RC_OK;
	}
	errors_on_value(look, event);
	look->depth += json_opens(event);
	return RC_OK;
}

bool errors_document(struct sv body)
{
	struct errors_look look = {0};

	return json_read(body, errors_on_event, &look) == RC_OK && look.is_object && look.count > 0 && !look.others;
}
