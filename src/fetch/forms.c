#include "fetch/forms.h"

/* Of the parts, in the order in which they are tried: those that most versions of a service know come first. */
enum forms_rank {
	FORMS_ORDER,   /* the total, the sort, the page */
	FORMS_FIELDS,  /* extra fields of the records */
	FORMS_FILTERS, /* values of filters */
	FORMS_INCLUDES,
	FORMS_OF_TYPES, /* fields of what is included */
	FORMS_RANKS,
};

static bool forms_is_of_another_type(const struct query *query, const struct query_part *part)
{
	return (part->kind == QUERY_EXTRA_FIELD || part->kind == QUERY_FIELD) && strcmp(part->of, query->type) != 0;
}

/* Parts depend on parts of lower rank, or on earlier ones of the same rank. */
static enum forms_rank forms_rank(const struct query *query, const struct query_part *part)
{
	static const enum forms_rank ranks[] = {
		[QUERY_INCLUDE] = FORMS_INCLUDES, [QUERY_FILTER] = FORMS_FILTERS, [QUERY_EXTRA_FIELD] = FORMS_FIELDS,
		[QUERY_FIELD] = FORMS_FIELDS,     [QUERY_STATS] = FORMS_ORDER,    [QUERY_SORT] = FORMS_ORDER,
		[QUERY_PAGE] = FORMS_ORDER,
	};

	return forms_is_of_another_type(query, part) ? FORMS_OF_TYPES : ranks[part->kind];
}

/*
 * Does parts[i] lack what it depends on: the shorter path that is given up, though it was wanted for its own sake, or
 * every include of the type that it is about?
 */
static bool forms_lacks_base(const struct query *query, uint64_t parts, uint64_t given_up, unsigned i)
{
	const struct query_part *part = &query->parts[i];
	unsigned count = query_count(query);
	bool brought = !forms_is_of_another_type(query, part);

	for (unsigned j = 0; j < count; j++) {
		const struct query_part *other = &query->parts[j];

		if (other->kind != QUERY_INCLUDE || !(parts & query_bit(j)))
			continue;
		if (!(given_up & query_bit(j)))
			brought = brought || (part->of && strcmp(other->of, part->of) == 0);
		else if (part->kind == QUERY_INCLUDE && query_is_below(part->name, other->name))
			return true;
	}
	return !brought;
}

uint64_t forms_with_dependents(const struct query *query, uint64_t parts, uint64_t given_up)
{
	uint64_t optional = query_optional_parts(query);
	unsigned count = query_count(query);

	given_up &= parts;
	for (unsigned rank = 0; rank < FORMS_RANKS; rank++)
		for (unsigned i = 0; i < count; i++) {
			if (!(parts & query_bit(i)) || forms_rank(query, &query->parts[i]) != rank)
				continue;
			if ((optional & query_bit(i) || rank == FORMS_OF_TYPES) &&
			    forms_lacks_base(query, parts, given_up, i))
				given_up |= query_bit(i);
		}
	return given_up;
}

/* Gives up the unsettled suspects that depend on what was given up. */
static void forms_drop_dependents(struct forms *forms)
{
	unsigned kept = forms->from;

	for (unsigned place = forms->from; place < forms->count; place++) {
		unsigned part = forms->order[place];

		if (forms_lacks_base(forms->query, forms->parts, forms->refused, part))
			forms->refused |= query_bit(part);
		else
			forms->order[kept++] = (unsigned char)part;
	}
	forms->count = kept;
}

static void forms_give_up_rest(struct forms *forms)
{
	for (; forms->from < forms->count; forms->from++)
		forms->refused |= query_bit(forms->order[forms->from]);
}

/* Chooses the next form. */
static enum forms_step forms_narrow(struct forms *forms)
{
	while (forms->limit == forms->from + 1) {
		forms->refused |= query_bit(forms->order[forms->from++]);
		forms->limit = 0;
		forms_drop_dependents(forms);
	}
	if (forms->tries == FORMS_TRIES_MAX)
		forms_give_up_rest(forms);
	forms->until = forms->limit ? forms->from + (forms->limit - forms->from) / 2 : forms->count;
	if (forms->from == forms->count) {
		forms->phase = FORMS_IDLE;
		forms->until = forms->count;
		return FORMS_FOUND;
	}
	forms->tries++;
	return FORMS_TRY;
}

static void forms_add_suspects(struct forms *forms, uint64_t suspects)
{
	unsigned count = query_count(forms->query);

	for (unsigned rank = 0; rank < FORMS_RANKS; rank++)
		for (unsigned i = 0; i < count; i++)
			if ((suspects & query_bit(i)) && forms_rank(forms->query, &forms->query->parts[i]) == rank)
				forms->order[forms->count++] = (unsigned char)i;
}

enum forms_step forms_begin(struct forms *forms, const struct query *query, uint64_t parts, uint64_t suspects)
{
	uint64_t optional = query_optional_parts(query);

	*forms = (struct forms){.query = query, .parts = parts, .phase = FORMS_WITHOUT, .tries = forms->tries};
	suspects &= parts;
	forms_add_suspects(forms, suspects & ~optional);
	forms_add_suspects(forms, suspects & optional);
	return suspects ? FORMS_TRY : FORMS_NONE_LEFT;
}

enum forms_step forms_taken(struct forms *forms)
{
	if (forms->phase == FORMS_WITHOUT) {
		forms->phase = FORMS_HALVES;
		forms->limit = forms->count;
	} else {
		forms->from = forms->until;
	}
	return forms_narrow(forms);
}

enum forms_step forms_refused(struct forms *forms)
{
	if (forms->phase == FORMS_WITHOUT)
		return FORMS_NONE_LEFT;
	forms->limit = forms->until;
	return forms_narrow(forms);
}

bool forms_is_bare(const struct forms *forms)
{
	return forms->phase == FORMS_WITHOUT;
}

uint64_t forms_given_up(const struct forms *forms)
{
	uint64_t given_up = forms->refused;

	for (unsigned place = forms->until; place < forms->count; place++)
		given_up |= query_bit(forms->order[place]);
	return forms_with_dependents(forms->query, forms->parts, given_up);
}
