#include "map/value.h"

#include "json/escape.h"

void value_json(struct buf *out, const struct value *value)
{
	if (!value_given(value))
		buf_adds(out, "null");
	else if (value->kind == VALUE_STRING)
		json_escape(out, value->text);
	else
		buf_addsv(out, value_text(value));
}

static struct sv without_zeros(struct sv digits)
{
	while (digits.n > 1 && digits.p[0] == '0')
		digits = sv_from(digits, 1);
	return digits;
}

int id_compare(struct sv a, struct sv b)
{
	struct sv x = without_zeros(a), y = without_zeros(b);
	int order;

	if (x.n != y.n)
		return x.n < y.n ? -1 : 1;
	order = x.n ? memcmp(x.p, y.p, x.n) : 0;
	if (order == 0 && a.n != b.n)
		order = a.n < b.n ? -1 : 1;
	return order;
}
