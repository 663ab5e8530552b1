/*
 * What the tests of one reading share: the account that answers, what was collected of it, and how to run it. Each case
 * begins with a whole account of 25 records. For one test program only: the state is its own.
 */
#ifndef TEST_FETCH_ONE_READING_H
#define TEST_FETCH_ONE_READING_H

#include <string.h>

#include "fake_account.h"

static struct account account;
static struct collected collected;
static struct fetch_result result;
static struct fetch_config config;

static inline int set_up(void **state)
{
	(void)state;
	account = (struct account){.first_id = 1, .records = 25};
	collected = (struct collected){0};
	fake_reset(account_serve, &account);
	config = collect_config(&collected);
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	collected_release(&collected);
	fake_release();
	return 0;
}

static inline enum rc run(void)
{
	return collect_one(config, &collected, &result);
}

static inline void fault(int page, int nth, void (*apply)(struct fake_answer *answer))
{
	int i = 0;

	while (account.faults[i].apply)
		i++;
	account.faults[i] = (struct fault){.page = page, .nth = nth, .apply = apply};
}

static inline bool said(const char *text)
{
	return strstr(rc_text(), text) != NULL;
}

static inline bool noticed(const char *text)
{
	return strstr(buf_text(&collected.notices), text) != NULL;
}

#endif
