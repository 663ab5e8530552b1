/*
 * The reading of one resource: its pages in order, the end rule, given-up parts, passes.
 *
 * A reading owns a ring of pages. The page whose turn it is (`turn`) streams into the document; the ones after it
 * may be asked for ahead and keep their bodies in pieces. Everything that decides is done by the loop, between two
 * net_step(); the callbacks of the transfers only parse, keep, or pause.
 * A record counts as met once it was handed on, or, if it waits, once its page ended whole. `met` lasts for the
 * reading, so that a later pass hands on late records only; `met_again` is what a later pass itself met.
 */
#ifndef FETCH_READING_H
#define FETCH_READING_H

#include "base/buf.h"
#include "base/idset.h"
#include "fetch/ahead.h"
#include "fetch/wait.h"

#define PAGES_AHEAD_MAX 32       /* of one reading, asked for or kept */
#define PAGE_NUMBER_MAX 10000000 /* a service that never ends */
#define PAGE_RECORDS_MAX 1000000 /* of one page, whatever size was asked for */

/* What all readings of a run share. */
struct run {
	struct fetch_config config;
	struct net *net;
	struct ahead ahead;
	struct patience patience;
	int flowing; /* transfers under way, paused ones too */
	int slots;   /* requests in flight, and waits of pages whose turn it is: they keep their place */
};

/* What the answer to a question by id says: 404 alone could be any machine's on the way. */
#define MISSING_BODY_MAX ((size_t)64 << 10)

enum page_state {
	PAGE_FREE,
	PAGE_DUE,      /* to be asked for, from `due` on */
	PAGE_FLOWING,  /* its transfer is under way */
	PAGE_ANSWERED, /* its transfer ended; judged when its turn comes */
};

struct page {
	struct reading *reading;
	enum page_state state;
	int number;
	bool holds_slot, paused;
	bool unfiltered; /* a question by id, asked again without filters */
	bool of_missing; /* its body is that of a 404 */
	struct buf url;
	struct net_transfer *transfer;
	struct net_answer answer;
	struct pieces pieces;               /* what came before its turn */
	int64_t due, asked_at, answered_at; /* steady time */
	unsigned tried, misread; /* tries that failed: by the network or the service; by not being readable */
	unsigned heavy;          /* of those tried, the ones that a smaller page may not meet (fetch/halves.h) */
	bool looked_at;          /* ahead of its turn (fetch/again.h) */
};

/* One try at reading the body of the page whose turn it is. */
struct attempt {
	bool begun, by_handler, broken_off;
	bool found; /* the record that was asked for by id */
	enum rc rc; /* what ended it; its text in `text`, since other readings fail in the meantime */
	char text[ERROR_TEXT_MAX];
	uint64_t records, news, other_types;
	struct idset waiting;   /* handed on in this attempt, not yet met */
	struct buf waiting_ids; /* the same as a list of uint64_t */
};

struct reading {
	struct run *run;
	struct fetch_request request;
	struct fetch_result result;
	struct document *document;
	bool over;
	bool to_begin;   /* by the next fetch_run() */
	bool form_known; /* a record left or a page ended whole: what may be given up is settled, and it is readable */
	bool dated;      /* the first answer of this pass that brought records, or ended whole, was seen */
	bool linked;     /* the service sends links.next: no pages ahead */
	int turn;        /* the number of the page whose turn it is */
	struct buf next_url;
	uint64_t passes_before;     /* what fetch_again() was asked after */
	int64_t total, first_total; /* announced: last, and first in this pass; -1 if not told */
	bool total_changed;
	int size;              /* of a page, as asked for */
	int64_t covered;       /* records that pages of an earlier size reached, or nearly (fetch/halves.h) */
	uint64_t page_records; /* on the first page of this pass: the size that the service really gives */
	struct idset met, met_again;
	struct idset others;   /* met in this pass, of another type */
	struct idset page_ids; /* first met in this pass at the page whose turn it is, in any attempt */
	struct attempt attempt;
	const struct fetch_question *question; /* its pages are the answers, page n to the n-th id; NULL: none */
	bool not_shown;                        /* some record failed each time */
	unsigned not_shown_in_a_row;
	bool known;         /* the record whose turn it is was met before it was asked for */
	struct buf missing; /* the body of a 404 to it */
	struct page pages[PAGES_AHEAD_MAX];
};

struct reading *reading_new(struct run *run, const struct fetch_request *request);
void reading_free(struct reading *reading);
void reading_begin(struct reading *reading); /* a pass */
void reading_again(struct reading *reading);

/* The met ids of this pass. */
struct idset *reading_met(struct reading *reading);
struct page *reading_page(struct reading *reading);
void reading_go_to(struct reading *reading, int number); /* its turn has come */
void reading_drop_pages(struct reading *reading);

uint64_t reading_page_records(const struct reading *reading); /* of a full page, as far as known; 0 if not */

/* When this pass began, by the answer of the page whose turn it is: what others on the way say is not the service's. */
void reading_date(struct reading *reading);

/* Does all that can be done without the network: reads what has come, judges answers. */
enum rc reading_work(struct reading *reading) MUST_USE;

/*
 * A page that may be asked for ahead, made ready; NULL if none is known to exist, or enough are under way. Where one
 * only has to wait, *wait_ms becomes as short as that.
 */
struct page *reading_page_ahead(struct reading *reading, int64_t *wait_ms);

/*
 * The page whose turn it is was refused or fails, and all announced records came: then there is no such page. Where the
 * total changed, the pass is over in any case, and the resource is read again.
 */
bool reading_past_end(struct reading *reading);

/* The page whose turn it is was read whole: the next one, another pass, or the end. */
enum rc reading_page_whole(struct reading *reading) MUST_USE;
bool reading_at_first_answer(const struct reading *reading);      /* nothing of the resource was taken yet */
void reading_give_up(struct reading *reading, unsigned given_up); /* asks for the page again, without these parts */
void reading_whole(struct reading *reading);                      /* asks for the page again, without updated_since */
void reading_end(struct reading *reading, enum fetch_status status);

#endif
