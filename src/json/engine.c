#include "json/engine.h"

#include "base/mem.h"

static void *yajl_take(void *context, size_t size)
{
	(void)context;
	return mem_alloc(size);
}

static void *yajl_resize(void *context, void *memory, size_t size)
{
	(void)context;
	return mem_resize(memory, size);
}

static void yajl_give(void *context, void *memory)
{
	(void)context;
	mem_free(memory);
}

/* yajl does not look at the results of its allocations, so it gets functions that never fail. */
static const yajl_alloc_funcs allocation = {yajl_take, yajl_resize, yajl_give, NULL};

yajl_handle engine_new(const yajl_callbacks *callbacks, void *context)
{
	yajl_alloc_funcs functions = allocation;
	yajl_handle yajl = yajl_alloc(callbacks, &functions, context);

	yajl_config(yajl, yajl_dont_validate_strings, 1); /* the guard did */
	return yajl;
}
