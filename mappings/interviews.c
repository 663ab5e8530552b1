/* GET /interviews. Attributes: mappings/PINPOINT.md, "interviews". An interview has no title, but its stage has a name. */
#include "map/words.h"

COLUMNS(interviews) = {
	IDENTITY_COLUMNS,
	COL("title", REL_ATTR("stage", "name")),
	COL("starting_at", ATTR("start_at"), AS_TIMESTAMP),
	COL("ending_at", ATTR("end_at"), AS_TIMESTAMP),
	COL("application_id", ATTR("interviewable_id"), AS_KEY("applications"),
	    ONLY_IF("interviewable_type", "Application")),
	COL("remote_data", REMOTE_DATA),
	END_OF_COLUMNS,
};

ENTITY(interviews) = {
	.order = 5,
	.query.path = "/interviews",
	.query.type = "interviews",
	.query.parts = {INCLUDE("stage", "stages"), FILTER("job_visibility", "external"),
			FILTER("job_visibility", "internal"), MAY_FILTER("job_visibility", "private_job"),
			FILTER("job_visibility", "confidential"), MAY_STATS, SORT("id")},
	.tables =
		{
			TABLE(80, interviews, RECORDS),
		},
};
