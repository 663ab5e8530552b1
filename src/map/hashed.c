#include "map/hashed.h"

#include "json/unescape.h"
#include "map/scope.h"

/* The string that begins here, without its quotation marks. */
static struct sv hashed_string(struct sv json)
{
	size_t end = 1;

	while (end < json.n && json.p[end] != '"')
		end += json.p[end] == '\\' ? 2 : 1;
	return (struct sv){json.p + 1, end - 1};
}

static void hashed_add_string(struct token_maker *tokens, struct sv string, struct buf *out)
{
	AUTO_BUF room = {0};
	struct sv text = json_unescape(&room, string);

	buf_addc(out, '"');
	if (sv_blank(text))
		buf_addsv(out, string);
	else
		token_add(tokens, text, out);
	buf_addc(out, '"');
}

/* The JSON is compact, as in all cells: a colon follows the key of an object directly, and no other string. */
static enum rc hashed_add_json(struct token_maker *tokens, struct sv json, struct buf *out)
{
	while (json.n > 0) {
		struct sv between = sv_until(json, '"'), string, after;

		buf_addsv(out, between);
		json = sv_from(json, between.n);
		if (json.n == 0)
			return RC_OK;
		if (out->n > COMPOSED_MAX)
			return rc_fail(RC_FORMAT, "longer than %zu bytes once hashed: leave the column out with --exclude-columns",
				       COMPOSED_MAX);
		string = hashed_string(json);
		after = sv_from(json, string.n + 2);
		if (after.n > 0 && after.p[0] == ':')
			buf_add(out, json.p, string.n + 2);
		else
			hashed_add_string(tokens, string, out);
		json = after;
	}
	return RC_OK;
}

enum rc hashed_cell(struct token_maker *tokens, struct arena *arena, struct cell *cell)
{
	AUTO_BUF text = {0};

	if (cell->kind == CELL_JSON)
		TRY(hashed_add_json(tokens, cell->text, &text));
	else if (cell->kind == CELL_TEXT && !sv_blank(cell->text))
		token_add(tokens, cell->text, &text);
	else
		return RC_OK;
	cell->text = arena_copy(arena, buf_sv(&text));
	return RC_OK;
}
