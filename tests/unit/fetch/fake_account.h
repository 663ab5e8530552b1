/*
 * An account of made-up records behind fake_net, with a list and lookups by id, and what a reading collected of it.
 * A test of fetch/ adds its own faults.
 */
#ifndef FAKE_ACCOUNT_H
#define FAKE_ACCOUNT_H

#include "fake_net.h"
#include "fetch/fetch.h"

#define ACCOUNT_FAULTS_MAX 8
#define ACCOUNT_NOT_FOUND "{\"errors\":[{\"code\":\"not_found\",\"status\":\"404\"}]}"
#define ACCOUNT_BASE "https://acme.example/api/v1"

/* What the `nth` request (0 = each) for the page of the resource ("/things"), or the id ("/things/7"), gets. */
struct fault {
	const char *path; /* NULL = any */
	int page, nth;
	void (*apply)(struct fake_answer *answer);
};

struct account {
	int first_id, records; /* ids first_id … first_id + records - 1 */
	int cap;               /* largest page that the service gives; 0 = any */
	int hides;             /* an id that no page shows, though it exists; 0 = none */
	int lacks;             /* an id that a lookup does not find, though it is listed; 0 = none */
	bool ignores_numbers, gives_no_total;
	int64_t total;        /* announced instead of the truth; 0 = the truth */
	size_t padding;       /* bytes added to each record */
	const char *included; /* resources for `included`, or NULL */
	struct fault faults[ACCOUNT_FAULTS_MAX];
	int asked[ACCOUNT_FAULTS_MAX]; /* requests that a fault looked at */
	/* Called before a page is served; may change the account. */
	void (*before)(struct account *account, const char *path, int page);
	/* Called after a page was made; may change the answer. */
	void (*after)(struct account *account, const char *path, int page, struct fake_answer *answer);
	unsigned served;
	int size; /* of the page just served, as requested or capped */
};

struct collected {
	struct buf ids; /* "1 2 3 " as passed on; a record that waited counts once its page ended whole */
	struct buf waiting;
	struct buf notices;
	struct buf events; /* "b" begin, "e" end whole, "x" end not whole, "i" included */
	bool all_wait;
	enum rc fails_with; /* a handler fails at this record */
	uint64_t fails_at;
	int64_t record_ms;   /* how long the handler takes for a record */
	uint64_t page_bytes; /* counted as read when a page is finished */
};

void account_serve(void *account, const char *url, struct fake_answer *answer);
int account_page_number(const char *url);

/* A configuration over the fake network: page size 10, one request at a time, 2 retries, 900 s. */
struct fetch_config collect_config(struct collected *collected);
struct fetch_request collect_request(struct collected *collected, const struct query *query);
void collected_release(struct collected *collected);

/* One resource, read with the configuration. */
enum rc collect_one(struct fetch_config config, struct collected *collected, struct fetch_result *result);

/* Whether ids are exactly first … first + count - 1 in order. */
bool collected_is_range(const struct collected *collected, int first, int count);

enum { THINGS_PARTS = 1 << 0, THINGS_MAKER = 1 << 1, THINGS_MARKS = 1 << 2, THINGS_STATS = 1 << 3 }; /* its parts */
extern const struct query things; /* /things with two optional parts and stats */

#endif
