/* A resource is packed into bytes and read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jsonapi/pack.h"

static const struct identifier links[] = {{SV_INIT("stages"), SV_INIT("1")}, {{"", 0}, SV_INIT("22")}};

static struct resource sample(void)
{
	struct resource resource = {
		.type = SV_INIT("jobs"),
		.id = SV_INIT("7"),
		.raw = SV_INIT("{\"id\":7}"),
		.has_attributes = {{1 << 5 | 1, (uint64_t)1 << 63}},
		.has_relationships = {{3, (uint64_t)1 << 63}},
		.collected = {SV_INIT("{\"d\":1}"), SV_INIT("{\"e_at\":2}")},
	};

	resource.attributes[0] = (struct value){VALUE_STRING, SV("a\0b")};
	resource.attributes[5] = (struct value){VALUE_NULL, SV("")};
	resource.attributes[NAMES_MAX - 1] = (struct value){VALUE_JSON, SV("[1]")};
	resource.relationships[0] = (struct relationship){LINKAGE_MANY, 2, links};
	resource.relationships[1] = (struct relationship){LINKAGE_ONE, 0, NULL};
	resource.relationships[NAMES_MAX - 1] = (struct relationship){LINKAGE_ONE, 1, links};
	return resource;
}

static void expect_same_links(const struct relationship *a, const struct relationship *b)
{
	assert_int_equal(a->linkage, b->linkage);
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert_true(sv_same(a->ids[i].type, b->ids[i].type));
		assert_true(sv_same(a->ids[i].id, b->ids[i].id));
	}
}

static void expect_same(const struct resource *a, const struct resource *b)
{
	assert_true(sv_same(a->type, b->type) && sv_same(a->id, b->id) && sv_same(a->raw, b->raw));
	assert_memory_equal(&a->has_attributes, &b->has_attributes, sizeof(a->has_attributes));
	assert_memory_equal(&a->has_relationships, &b->has_relationships, sizeof(a->has_relationships));
	for (unsigned i = 0; i < COLLECTIONS; i++)
		assert_true(sv_same(a->collected[i], b->collected[i]));
	for (unsigned slot = 0; slot < NAMES_MAX; slot++) {
		assert_int_equal(a->attributes[slot].kind, b->attributes[slot].kind);
		assert_true(sv_same(a->attributes[slot].text, b->attributes[slot].text));
		expect_same_links(&a->relationships[slot], &b->relationships[slot]);
	}
}

static void a_packed_resource_is_read_back_whole(void **state)
{
	struct resource before = sample(), after = {0};
	struct arena arena = {0};
	AUTO_BUF packed = {0};

	(void)state;
	pack_write(&packed, &before);
	pack_read(buf_sv(&packed), &arena, &after);
	expect_same(&before, &after);
	arena_release(&arena);
}

static void nothing_remains_of_the_resource_read_before(void **state)
{
	struct resource full = sample(), bare = {.type = SV_INIT("x"), .id = SV_INIT("1")}, after = {0};
	struct arena arena = {0};
	AUTO_BUF packed = {0}, other = {0};

	(void)state;
	pack_write(&packed, &full);
	pack_write(&other, &bare);
	pack_read(buf_sv(&packed), &arena, &after);
	pack_read(buf_sv(&other), &arena, &after);
	expect_same(&bare, &after);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_packed_resource_is_read_back_whole),
		cmocka_unit_test(nothing_remains_of_the_resource_read_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
