/*
 * Reads attribute values for mappings.
 */
#ifndef MAP_VALUE_H
#define MAP_VALUE_H

#include "base/buf.h"
#include "jsonapi/resource.h"

/* Neither absent nor null. */
static inline bool value_given(const struct value *value)
{
	return value->kind != VALUE_ABSENT && value->kind != VALUE_NULL;
}

/* As text: a number in its spelling, a boolean as true or false, an object or array as compact JSON; else empty. */
static inline struct sv value_text(const struct value *value)
{
	if (value->kind == VALUE_TRUE)
		return SV("true");
	if (value->kind == VALUE_FALSE)
		return SV("false");
	return value_given(value) ? value->text : SV("");
}

/* Given, and not blank text. */
static inline bool value_set(const struct value *value)
{
	return value_given(value) && !sv_blank(value_text(value));
}

static inline struct value value_of_text(struct sv text)
{
	return (struct value){VALUE_STRING, text};
}

static inline struct value value_null(void)
{
	return (struct value){VALUE_NULL, {"", 0}};
}

/* Appends it as JSON; an absent value is null. */
void value_json(struct buf *out, const struct value *value);

/* Orders ids made of digits by their number, whatever their length. */
int id_compare(struct sv a, struct sv b);

#endif
