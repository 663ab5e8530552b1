#include "json/engine.h"

#include "base/mem.h"

static void *engine_alloc(void *context, size_t size)
{
	(void)context;
	return mem_alloc(size);
}

static void *engine_resize(void *context, void *memory, size_t size)
{
	(void)context;
	return mem_resize(memory, size);
}

static void engine_free(void *context, void *memory)
{
	(void)context;
	mem_free(memory);
}

/* yajl does not check the results of its allocations, so it gets functions that never fail. */
static const yajl_alloc_funcs engine_memory = {engine_alloc, engine_resize, engine_free, NULL};

yajl_handle engine_new(const yajl_callbacks *callbacks, void *context)
{
	yajl_alloc_funcs functions = engine_memory;
	yajl_handle yajl = yajl_alloc(callbacks, &functions, context);

	yajl_config(yajl, yajl_dont_validate_strings, 1); /* the guard does */
	return yajl;
}
