/*
 * The reading of one resource: its lifecycle, its passes, and which page's turn it is.
 */
#ifndef FETCH_READING_H
#define FETCH_READING_H

#include "fetch/run.h"

struct reading *reading_new(struct run *run, const struct fetch_request *request, const struct page_kind *kind);
void reading_free(struct reading *reading);
void reading_begin_pass(struct reading *reading, int number);
void reading_again(struct reading *reading); /* the next fetch_run() reads it once more, whole */
void reading_end(struct reading *reading, enum fetch_status status);

void reading_go_to(struct reading *reading, int number); /* the turn of this page has come */
void reading_drop_pages(struct reading *reading);

void reading_set_size(struct reading *reading, int size); /* of its pages, as the service takes them */

/*
 * request.refused is not believed any longer, since something else was refused, or (reading_forget_refused) since the service
 * shows another version. Then the page whose turn it is will be requested again, whole.
 */
void reading_forget_refused(struct reading *reading);
void reading_disbelieve(struct reading *reading);

/* The page whose turn it is will be requested again, without updated_since. */
void reading_want_all(struct reading *reading);

/*
 * Notes the version of the service, and when this pass began, by the answer for the page whose turn it is. Only an answer
 * that brought records is known to come from the service, and not from something on the way. The first one of the run is
 * kept for config.dated().
 */
void reading_date(struct reading *reading);

/* Of a page that came whole, in each pass: its rows may have been written. */
void reading_count_oddities(struct reading *reading, const struct document_facts *facts);

/*
 * A page ahead that may be requested now, prepared; NULL if none is known to exist, or enough are under way. If one has
 * to wait, *wait_ms is shortened to that.
 */
struct page *reading_page_ahead(struct reading *reading, int64_t *wait_ms);

#endif
