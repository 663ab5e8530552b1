#include "fake_account.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/idset.h"

const struct query things = {
	.path = "/things",
	.type = "things",
	.parts = {INCLUDE("parts", "parts"), MAY_INCLUDE("parts.maker", "makers"), MAY_EXTRA("things", "marks"),
		  MAY_STATS, SORT("id")},
};

static int number_after(const char *url, const char *name, int otherwise)
{
	const char *at = strstr(url, name);

	return at ? (int)strtol(at + strlen(name), NULL, 10) : otherwise;
}

int account_page_number(const char *url)
{
	return number_after(url, "page%5Bnumber%5D=", 1);
}

static void add_record(const struct account *account, const char *type, int id, struct buf *body)
{
	buf_addf(body, "{\"id\":\"%d\",\"type\":\"%s\",\"attributes\":{\"padding\":\"", id, type);
	buf_reserve(body, account->padding + 1);
	memset(body->p + body->n, 'x', account->padding);
	body->n += account->padding;
	buf_adds(body, "\"}}");
}

static void write_page(const struct account *account, const char *type, int page, int size, struct buf *body)
{
	int64_t from = account->ignores_numbers ? 0 : ((int64_t)page - 1) * size;
	const char *between = "";

	buf_adds(body, "{\"data\":[");
	for (int64_t i = from; i < from + size && i < account->records; i++) {
		if (account->hides == account->first_id + i)
			continue;
		buf_adds(body, between);
		add_record(account, type, account->first_id + (int)i, body);
		between = ",";
	}
	buf_addc(body, ']');
	if (account->included)
		buf_addf(body, ",\"included\":[%s]", account->included);
	if (account->gives_no_total)
		buf_adds(body, ",\"meta\":{}}");
	else
		buf_addf(body, ",\"meta\":{\"stats\":{\"total\":{\"count\":%lld}}}}",
			 (long long)(account->total ? account->total : account->records));
}

static void apply_faults(struct account *account, const char *path, int page, struct fake_answer *answer)
{
	for (int i = 0; i < ACCOUNT_FAULTS_MAX && account->faults[i].apply; i++) {
		const struct fault *fault = &account->faults[i];

		if ((fault->path && strcmp(fault->path, path) != 0) || (fault->page && fault->page != page))
			continue;
		if (++account->asked[i] == fault->nth || fault->nth == 0)
			fault->apply(answer);
	}
}

static bool is_there(const struct account *account, int id)
{
	return id >= account->first_id && id < account->first_id + account->records && id != account->lacks;
}

/* GET /things/17 */
static void write_one(const struct account *account, const char *type, int id, struct fake_answer *answer)
{
	if (!is_there(account, id)) {
		answer->status = 404;
		buf_adds(&answer->body, ACCOUNT_NOT_FOUND);
		return;
	}
	buf_adds(&answer->body, "{\"data\":");
	add_record(account, type, id, &answer->body);
	if (account->included)
		buf_addf(&answer->body, ",\"included\":[%s]", account->included);
	buf_adds(&answer->body, ",\"meta\":{}}");
}

static void serve_one(struct account *account, char *path, int id, struct fake_answer *answer)
{
	char *slash = strrchr(path, '/');

	*slash = '\0';
	write_one(account, path + 1, id, answer);
	*slash = '/';
	if (account->after)
		account->after(account, path, id, answer);
	apply_faults(account, path, id, answer);
}

void account_serve(void *context, const char *url, struct fake_answer *answer)
{
	struct account *account = context;
	const char *start = url + strlen(ACCOUNT_BASE);
	char path[64];
	int page = account_page_number(url), size = number_after(url, "page%5Bsize%5D=", 10);

	snprintf(path, sizeof(path), "%.*s", (int)strcspn(start, "?"), start);
	account->served++;
	if (strchr(path + 1, '/')) {
		serve_one(account, path, number_after(path, "s/", 0), answer);
		return;
	}
	if (account->before)
		account->before(account, path, page);
	if (account->cap && size > account->cap)
		size = account->cap;
	account->size = size;
	write_page(account, path + 1, page, size, &answer->body);
	if (account->after)
		account->after(account, path, page, answer);
	apply_faults(account, path, page, answer);
}

static enum rc on_begin(void *context, const struct document_facts *facts)
{
	struct collected *collected = context;

	(void)facts;
	buf_addc(&collected->events, 'b');
	return RC_OK;
}

static enum rc on_record(void *context, const struct resource *resource, bool *waits)
{
	struct collected *collected = context;
	struct buf *ids = collected->all_wait ? &collected->waiting : &collected->ids;

	*waits = collected->all_wait;
	fake_world.now += collected->record_ms;
	if (collected->fails_with != RC_OK && idset_of(resource->id) == collected->fails_at)
		return rc_fail(collected->fails_with, "the handler says no");
	buf_addsv(ids, resource->id);
	buf_addc(ids, ' ');
	return RC_OK;
}

static enum rc on_included(void *context, const struct resource *resource)
{
	struct collected *collected = context;

	(void)resource;
	buf_addc(&collected->events, 'i');
	return RC_OK;
}

static enum rc on_end(void *context, bool whole)
{
	struct collected *collected = context;

	if (whole)
		buf_addsv(&collected->ids, buf_sv(&collected->waiting));
	buf_clear(&collected->waiting);
	buf_addc(&collected->events, whole ? 'e' : 'x');
	return RC_OK;
}

static void on_notice(void *context, const char *line)
{
	struct collected *collected = context;

	buf_addf(&collected->notices, "%s\n", line);
}

static void on_page(void *context, const char *path, uint64_t received, int64_t announced)
{
	struct collected *collected = context;

	(void)path;
	(void)received;
	(void)announced;
	fake_world.read += collected->page_bytes;
}

struct fetch_config collect_config(struct collected *collected)
{
	return (struct fetch_config){
		.base_url = ACCOUNT_BASE,
		.page_size = 10,
		.concurrency = 1,
		.retries = 2,
		.retry_budget_ms = 900000,
		.clock = fake_clock(),
		.notice = on_notice,
		.page = on_page,
		.context = collected,
	};
}

struct fetch_request collect_request(struct collected *collected, const struct query *query)
{
	static const struct type_names types[] = {{.type = "things"}, {.type = "parts", .looked_up = true}};

	return (struct fetch_request){
		.query = query,
		.parts = query_bit(query_count(query)) - 1,
		.types = types,
		.type_count = 2,
		.handler =
			{
				.context = collected,
				.begin = on_begin,
				.record = on_record,
				.included = on_included,
				.end = on_end,
			},
	};
}

void collected_release(struct collected *collected)
{
	buf_release(&collected->ids);
	buf_release(&collected->waiting);
	buf_release(&collected->notices);
	buf_release(&collected->events);
}

enum rc collect_one(struct fetch_config config, struct collected *collected, struct fetch_result *result)
{
	struct fetch_request request = collect_request(collected, &things);
	struct fetch *fetch;
	enum rc rc;

	TRY(fetch_new(&config, &fetch));
	fetch_add(fetch, &request);
	rc = fetch_run(fetch);
	if (result)
		*result = *fetch_result(fetch, 0);
	fetch_free(fetch);
	return rc;
}

bool collected_is_range(const struct collected *collected, int first, int count)
{
	AUTO_BUF expected = {0};

	for (int i = 0; i < count; i++)
		buf_addf(&expected, "%d ", first + i);
	return sv_same(buf_sv(&expected), buf_sv(&collected->ids));
}
