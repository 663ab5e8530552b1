/*
 * The data that the files of fetch/ share: the run, its readings, and their passes, pages and attempts.
 *
 * A reading owns a ring of pages. The page whose turn it is (`turn`) streams into the document; the pages after it may be
 * requested ahead of their turn, and their bodies wait in memory. The loop makes all decisions, between two calls of
 * net_step(); the callbacks of a transfer only parse, keep or pause.
 * A record counts as seen once it has been passed on or, if it waits for something included, once its page has ended
 * whole. `seen` lasts as long as the reading, so that a later pass passes on only what is new; `seen_again` is what a later
 * pass saw itself.
 */
#ifndef FETCH_RUN_H
#define FETCH_RUN_H

#include "base/buf.h"
#include "base/idset.h"
#include "fetch/forms.h"
#include "fetch/pieces.h"
#include "fetch/types.h"
#include "net/patience.h"

#define PAGES_AHEAD_MAX 32       /* of one reading, requested or kept */
#define PAGE_NUMBER_MAX 10000000 /* in case a list never ends */
#define PAGE_RECORDS_MAX 1000000 /* on one page, whatever size was requested */
#define MISSING_BODY_MAX ((size_t)64 << 10)

/* What all readings of a run share. */
struct run {
	struct fetch_config config;
	struct net *net;
	struct piece_pool pool;
	struct patience patience;
	int paused;                    /* transfers that wait for memory or for their page's turn */
	int slots;                     /* requests in flight, and retries that a page whose turn it is waits for */
	bool date_known, date_checked; /* `date` is set; config.dated() had it */
	struct fetch_date date;
	bool key_accepted; /* an answer brought records, or a whole page */
};

enum page_state {
	PAGE_FREE,
	PAGE_DUE,      /* to be requested, from `due` on */
	PAGE_FLOWING,  /* its transfer is under way */
	PAGE_ANSWERED, /* its transfer has ended; what follows is decided in its turn */
};

struct page {
	struct reading *reading;
	enum page_state state;
	int number;
	bool holds_slot, paused;
	bool unfiltered; /* a lookup, repeated without filters */
	bool of_missing; /* its body is that of a 404 or 410 */
	struct buf url;
	struct net_transfer *transfer;
	struct net_answer answer;
	struct pieces pieces;               /* what arrived before its turn */
	int64_t due, asked_at, answered_at; /* steady time */
	bool arriving;                      /* `arrived` is set */
	struct fetch_date arrived;          /* the clocks when its body began to arrive */
	unsigned tried, misread;            /* failed tries: by the network or the service; complete but not readable */
	unsigned refused;                   /* tries that a 401 ended, although the key was accepted before */
	unsigned heavy;                     /* those of `tried` that a smaller page may avoid (fetch/halves.h) */
	bool checked_ahead;                 /* by again_ahead() */
};

/*
 * What differs between a page of a list and the answer to a lookup by id: each is one constant row. The functions that
 * return a result decide what follows, for the page whose turn it is.
 */
struct page_kind {
	void (*add_url)(const struct page *page, struct buf *url);
	void (*add_place)(const struct page *page, struct buf *text);                  /* for people */
	int (*last)(const struct reading *reading);                                    /* known page; 0 = none */
	bool (*wants)(const struct reading *reading, const struct resource *resource); /* NULL: all */
	bool reads_missing;                       /* the body of a 404 or 410 is part of the answer */
	enum rc (*whole)(struct page *page);      /* it came whole and was read */
	enum rc (*unreadable)(struct page *page); /* it came whole several times and was never readable */
	enum rc (*refused)(struct page *page);    /* a status that no retry changes */
	enum rc (*failed)(struct page *page);     /* the network or the service failed, as page->tried counts */
};

/* One attempt at reading the body of the page whose turn it is. */
struct attempt {
	bool begun, by_handler, broken_off;
	bool found;             /* a record that its page is about */
	bool another;           /* a record of the same type that its page is not about */
	enum rc rc;             /* what ended it */
	struct rc_kept failure; /* its text, since other readings fail in the meantime */
	uint64_t records, other_types;
	struct idset waiting;   /* passed on in this attempt, but not yet seen */
	struct buf waiting_ids; /* the same as a list of uint64_t */
	struct buf missing;     /* the body of a 404 or 410 */
};

/* What lives for one pass. */
struct pass {
	int number;            /* begins with 1, again after fetch_again() */
	struct idset *seen;    /* in this pass: the reading's `seen`, later `seen_again` */
	int64_t first_total;   /* the first total announced in this pass; -1 if none */
	bool total_changed;    /* later pages announced another one */
	bool dated;            /* an answer has said when this pass began */
	bool linked;           /* the service sends links.next: no pages ahead */
	uint64_t page_records; /* on its first page: the size of page that the service really gives; 0 before */
	int64_t halved_until;  /* the end, in records, of the last page that was replaced by halves (fetch/halves.h) */
};

/* Whether the service refuses the size of a page (fetch/sizes.h). */
struct sizing {
	int refused;    /* this size, in some form of the request; 0 = none */
	bool same_form; /* no part was given up since then */
	bool one_taken; /* a page of one record was taken */
};

/* The lookups under way. */
struct lookups {
	const struct fetch_lookup *lookup;
	bool known;  /* the record whose turn it is was seen before it was looked up */
	bool failed; /* some lookup failed at all tries */
	unsigned failed_in_a_row;
};

struct reading {
	struct run *run;
	const struct page_kind *kind;
	struct fetch_request request;
	const struct fetch_handler *handler; /* NULL: nothing is passed on */
	struct fetch_result result;
	struct document *document;
	bool over;
	bool to_begin; /* at the next fetch_run() */
	bool accepted; /* a record was passed on or a page ended whole: it is readable, with the parts given up so far */
	int turn;      /* the number of the page whose turn it is */
	int size;      /* of a page, as requested */
	bool outdated; /* the service shows another version than request.refused is about */
	bool news;     /* an attempt at the page whose turn it is showed a record not seen before in this pass */
	struct sizing sizing;
	struct forms forms;
	struct pass pass;
	struct attempt attempt;
	struct lookups lookups;
	struct buf next_url; /* from links.next, for the page whose turn it is */
	struct idset seen, seen_again;
	struct idset others; /* ids of another type, seen in this pass */
	struct page pages[PAGES_AHEAD_MAX];
};

#endif
