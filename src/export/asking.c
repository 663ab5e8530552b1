#include "export/asking.h"

struct fetch_request asking_request(const struct plan *plan)
{
	return (struct fetch_request){
		.query = &plan->endpoint->query,
		.parts = plan->parts,
		.spare = plan_spare_parts(plan),
		.maybe_unknown = !plan_wants_unified(plan),
		.types = plan->types,
		.type_count = plan->type_count,
		.keep_raw = plan->needs_raw,
	};
}
