#include "jsonapi/composite.h"

#include "json/escape.h"

void composite_begin(struct composite *composite)
{
	buf_clear(&composite->text);
	composite->nested = 0;
	composite->comma = false;
}

static void composite_add_scalar(struct buf *out, enum json_event event, struct sv text)
{
	switch (event) {
	case JSON_NULL:
		buf_adds(out, "null");
		break;
	case JSON_FALSE:
		buf_adds(out, "false");
		break;
	case JSON_TRUE:
		buf_adds(out, "true");
		break;
	case JSON_NUMBER:
		buf_addsv(out, text);
		break;
	default:
		json_escape(out, text);
		break;
	}
}

bool composite_add(struct composite *composite, enum json_event event, struct sv text)
{
	static const char marks[] = {
		[JSON_OBJECT] = '{', [JSON_OBJECT_END] = '}', [JSON_ARRAY] = '[', [JSON_ARRAY_END] = ']'};
	bool opens = json_opens(event), closes = json_closes(event);

	if (composite->comma && !closes)
		buf_addc(&composite->text, ',');
	if (event == JSON_KEY) {
		json_escape(&composite->text, text);
		buf_addc(&composite->text, ':');
	} else if (opens || closes) {
		buf_addc(&composite->text, marks[event]);
	} else {
		composite_add_scalar(&composite->text, event, text);
	}
	composite->comma = event != JSON_KEY && !opens;
	composite->nested += opens;
	composite->nested -= closes;
	return composite->nested == 0;
}
