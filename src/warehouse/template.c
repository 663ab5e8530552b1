#include "warehouse/template.h"

/* The name in braces that `text` begins with, or an empty slice. */
static struct sv template_name(const char *text)
{
	size_t n = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_");

	return text[n + 1] == '}' ? (struct sv){text + 1, n} : (struct sv){"", 0};
}

void template_expand(struct buf *out, const char *text, template_lookup *lookup, void *context)
{
	while (*text) {
		size_t plain = strcspn(text, "{");
		struct sv name;

		buf_add(out, text, plain);
		text += plain;
		if (!*text)
			return;
		name = template_name(text);
		if (name.n > 0 && lookup(context, name, out))
			text += name.n + 2;
		else
			buf_addc(out, *text++);
	}
}
