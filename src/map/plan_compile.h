/*
 * How a mapping becomes a plan (map/plan.h), in parts: tables (plan_compile.c), what is requested (plan_parts.c), the names
 * of each type (plan_types.c), the rows of a table (plan_rows.c), where values come from (plan_source.c), what
 * other_attributes leaves out (plan_taken.c).
 * Private to map/.
 */
#ifndef MAP_PLAN_COMPILE_H
#define MAP_PLAN_COMPILE_H

#include "map/plan.h"

/* What is being compiled, and the parts of the request that it needs. */
struct compiling {
	struct plan *plan;
	struct table_plan *table;
	uint64_t parts;
};

/* The bit of a part of the query; 0 if it has no such part. `of`: NULL for any. */
uint64_t plan_part(const struct query *query, enum query_kind kind, struct sv name, const char *of);
/* A path, and the paths that it goes through, as far as they are included. */
void plan_need_path(struct compiling *c, struct sv path);
/* The same of PATH.NAME. */
void plan_need_below(struct compiling *c, const char *path, const char *name);
/* An attribute that may have to be asked for. */
void plan_need_attribute(struct compiling *c, const char *type, const char *name);
/* Parts by their names, of any kind. */
void plan_need_named(struct compiling *c, const char *const *names);
/* What everything needs: filters, the order, the total, the page. */
uint64_t plan_common_parts(const struct query *query);
/* Documented paths that go through wanted optional ones: an older service knows these only so. */
uint64_t plan_surer_parts(const struct plan *plan);
/* Fields of a type narrow what is sent of it, which helps where nothing of it but the id is read. */
uint64_t plan_field_parts(const struct plan *plan);
/* What remote_data, a column of unified tables, must not show: what is requested for native tables only. NULL: nothing. */
const struct raw_edit *plan_raw_edit(struct plan *plan);

/* What is kept of the resources that a path leads to; NULL: it is not included. */
struct type_names *plan_type_at(struct plan *plan, struct sv path);
/* Resources of that type are kept, and records that come before them wait. */
void plan_look_up(struct plan *plan, const struct type_names *names);
/* Room for each type that can be included, so that pointers to them stay. */
void plan_init_types(struct plan *plan);
/* Slots; -1 for a NULL name or type. */
int plan_attribute_slot(struct compiling *c, struct type_names *names, const char *name);
int plan_record_attribute(struct compiling *c, const char *name);
int plan_relationship_slot(struct compiling *c, const char *name);
const int *plan_attribute_slots(struct compiling *c, const char *const *names);
/* "pinpoint/ACCOUNT/TABLE/"; empty for NULL. */
struct sv plan_key_prefix(struct plan *plan, const char *table);
/* The type of the things of a table, and of what its rows are about. NULL: none, or an item. */
struct type_names *plan_thing_type(const struct compiling *c);
struct type_names *plan_own_type(const struct compiling *c);
/* Slots of what the row is about. */
int plan_own_attribute(struct compiling *c, const char *name);
int plan_own_relationship(struct compiling *c, const char *name);
struct names *plan_new_names(struct plan *plan); /* empty */
struct names *plan_own_members(struct compiling *c, int attribute);

/* `column`: what becomes of it, or NULL. */
void plan_compile_source(struct compiling *c, struct op *op, const struct source *source, const struct column *column);

/* The steps of a path; the rows of a table. */
void plan_compile_path(struct compiling *c, const char *path);
void plan_compile_each(struct compiling *c);

/* Marks what a native table takes. */
void plan_take_table(struct plan *plan, const struct table *table);
bool plan_collects(const struct plan *plan);

#endif
