/*
 * Which tables and columns of the catalogue a run wants: --tables, --exclude-columns, and the operands of commands.
 *
 * A selector is the name of a table, a pattern in which `*` stands for any characters, or a word: `unified` or `native`
 * for all tables of that model, `all` for both. Lists are as the user wrote them: separated by commas (cli/list.h).
 * A table that is named, also by the word `unified`, is required. Under any other word, or a pattern, it may be one that
 * the account never had: output/README.md, "Exit status".
 * Errors: RC_USAGE for a selector or a column that selects nothing.
 */
#ifndef SCHEMA_CHOICE_H
#define SCHEMA_CHOICE_H

#include "schema/catalogue.h"

#define CHOICE_DEFAULT "unified"

/* The tables of a list, and no others; NULL: those of CHOICE_DEFAULT. RC_USAGE also for a list without a selector. */
enum rc choice_tables(struct catalogue *catalogue, const char *list) MUST_USE;

/*
 * TABLE.COLUMN, where TABLE is a selector and COLUMN a name, a pattern or a mark, such as @personal; a mark alone means all
 * tables; NULL: no column. The columns id, changed_at and remote_deleted_at are never excluded.
 */
enum rc choice_exclude(struct catalogue *catalogue, const char *list) MUST_USE;

/*
 * The same for columns that are hashed, after the tables were chosen and columns excluded. Ids and the three columns above
 * are not hashed; to name one of them is RC_USAGE. So is a column of a wanted table that has neither text nor JSON, since
 * it would stay readable; the message lists all of them that patterns and marks mean.
 */
enum rc choice_hash(struct catalogue *catalogue, const char *list) MUST_USE;

/* Exactly one table, by its name, and no other. */
enum rc choice_one(struct catalogue *catalogue, struct sv name, const struct catalogue_table **out) MUST_USE;

/* The tables of one selector, besides those that are wanted already. */
void choice_none(struct catalogue *catalogue);
enum rc choice_add(struct catalogue *catalogue, struct sv selector) MUST_USE;

size_t choice_count(const struct catalogue *catalogue); /* of wanted tables */

#endif
