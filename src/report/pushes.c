#include "report/pushes.h"

#include "push/push.h"

size_t pushes_count(const struct pushes *pushes)
{
	return pushes->list.n / sizeof(struct push_missing);
}

const struct push_missing *pushes_at(const struct pushes *pushes, size_t i)
{
	return (const struct push_missing *)(const void *)pushes->list.p + i;
}

void pushes_release(struct pushes *pushes)
{
	buf_release(&pushes->list);
	arena_release(&pushes->arena);
}

struct pushes_reading {
	const char *output;
	struct pushes *pushes;
};

/* A run that is gone counts as long as what it held is missing at its destination. */
static enum rc pushes_see(void *context, const struct state_unpushed *run)
{
	const struct pushes_reading *reading = context;
	struct pushes *pushes = reading->pushes;
	struct push_missing missing = {.run_ms = run->run_ms, .lost = !push_is_there(reading->output, run)};

	if (missing.lost && run->replaced)
		return RC_OK;
	missing.destination = arena_text(&pushes->arena, sv_of(run->destination));
	buf_add(&pushes->list, &missing, sizeof(missing));
	pushes->waiting += !missing.lost;
	pushes->lost += missing.lost;
	return RC_OK;
}

enum rc pushes_read(const char *output, const char *state, struct pushes *pushes)
{
	const struct state_config config = {.path = state, .read_only = true};
	struct pushes_reading reading = {output, pushes};
	struct state *open;
	enum rc rc;

	if (!state)
		return RC_OK;
	TRY(state_open(&config, &open));
	pushes->known = true;
	rc = state_unpushed(open, pushes_see, &reading);
	state_close(open);
	return rc;
}
