#include "manifest/difference.h"

#define CLAUSE_MAX 250 /* characters of a clause in the one line */

static const char difference_advice[] = "the run is not as it was published: copy it again, or export again";

static int difference_clause_length(struct buf *buf)
{
	return buf->n < CLAUSE_MAX ? (int)buf->n : CLAUSE_MAX;
}

static char difference_printable(char c)
{
	return (char)(c < 0x20 || c > 0x7e ? '?' : c);
}

void difference_print(struct buf *out, struct sv text)
{
	size_t n = text.n < DIFFERENCE_SHOWN_MAX ? text.n : DIFFERENCE_SHOWN_MAX;

	for (size_t i = 0; i < n; i++)
		buf_addc(out, difference_printable(text.p[i]));
	buf_adds(out, n < text.n ? "..." : "");
}

void difference_show(struct buf *out, struct sv name)
{
	buf_addc(out, '"');
	difference_print(out, name);
	buf_addc(out, '"');
}

enum rc difference_at(struct difference *difference, const char *file, uint64_t row)
{
	struct buf *name = &difference->file;
	AUTO_BUF place = {0};

	buf_clear(name);
	for (const char *p = file; *p; p++)
		buf_addc(name, difference_printable(*p));
	buf_addf(&place, "%.*s", difference_clause_length(name), name->p);
	if (row)
		buf_addf(&place, ", row %llu", (unsigned long long)row);
	difference->row = row;
	return rc_fail(RC_DIFFERENCE, "%s: expected %.*s, found %.*s; %s", buf_text(&place),
		       difference_clause_length(&difference->expected), difference->expected.p,
		       difference_clause_length(&difference->found), difference->found.p, difference_advice);
}

void difference_clear(struct difference *difference)
{
	buf_clear(&difference->file);
	buf_clear(&difference->expected);
	buf_clear(&difference->found);
	difference->row = 0;
}

void difference_release(struct difference *difference)
{
	buf_release(&difference->file);
	buf_release(&difference->expected);
	buf_release(&difference->found);
}
