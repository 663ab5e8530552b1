/*
 * The pages of a list, the usual kind of page: their URL, and what follows when one of them is read, refused or failed.
 */
#ifndef FETCH_LIST_H
#define FETCH_LIST_H

#include "fetch/run.h"

extern const struct page_kind list_kind;

#endif
