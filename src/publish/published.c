#include "publish/published.h"

#include <fcntl.h>
#include <unistd.h>

#include "publish/names.h"
#include "publish/publish.h"
#include "json/parser.h"

struct search {
	struct buf *account;
	unsigned depth;
	bool here; /* the member just named is the account */
};

static enum rc on_event(void *context, enum json_event event, struct sv text)
{
	struct search *search = context;

	if (event == JSON_OBJECT || event == JSON_ARRAY)
		search->depth++;
	else if (event == JSON_OBJECT_END || event == JSON_ARRAY_END)
		search->depth--;
	else if (search->depth == 1 && event == JSON_KEY)
		search->here = sv_is(text, "account");
	else if (search->depth == 1 && search->here && event == JSON_STRING && search->account->n == 0)
		buf_addsv(search->account, text);
	return RC_OK;
}

static enum rc look(struct json *json, int fd)
{
	char piece[4096];
	size_t all = 0;
	ssize_t n;

	json_begin(json);
	while ((n = read(fd, piece, sizeof(piece))) > 0 && (all += (size_t)n) <= PUBLISHED_MANIFEST_MAX)
		TRY(json_feed(json, (struct sv){piece, (size_t)n}));
	return json_finish(json);
}

void published_account(const char *directory, struct buf *account)
{
	struct search search = {.account = account};
	AUTO_BUF path = {0};
	struct json *json;
	int fd;

	buf_addf(&path, "%s/%s/%s", directory, LATEST_NAME, MANIFEST_NAME);
	fd = open(buf_text(&path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return;
	json = json_new(on_event, &search);
	if (look(json, fd) != RC_OK)
		buf_clear(account); /* a manifest that is not whole proves nothing */
	json_free(json);
	close(fd);
}
