/*
 * GET /applications. Attributes: mappings/PINPOINT.md, "applications". Linkage is sent only for what is included, so ids are
 * read from attributes.
 */
#include "map/words.h"

COLUMNS(applications) = {
	IDENTITY_COLUMNS,
	COL("outcome", CASES(CASE("hired_at", "HIRED"), CASE("rejected_at", "DECLINED"), OTHERWISE("PENDING"))),
	COL("current_stage_id", FIRST(ALT(ATTR("stage_id")), ALT(REL_ID_IF_SENT("stage"))),
	    AS_KEY("application_stages")),
	COL("job_id", FIRST(ALT(ATTR("job_id")), ALT(REL_ID_IF_SENT("job"))), AS_KEY("jobs")),
	COL("candidate_id", FIRST(ALT(ATTR("candidate_id")), ALT(REL_ID_IF_SENT("candidate"))), AS_KEY("candidates")),
	COL("remote_created_at", ATTR("created_at"), AS_TIMESTAMP),
	COL("remote_updated_at", ATTR("updated_at"), AS_TIMESTAMP),
	COL("remote_data", REMOTE_DATA),
	END_OF_COLUMNS,
};

ENTITY(applications) = {
	.order = 4,
	.updated_at_filter = true,
	.query.path = "/applications",
	.query.type = "applications",
	.query.parts = {FILTER("job_visibility", "external"), FILTER("job_visibility", "internal"),
			MAY_FILTER("job_visibility", "private_job"), FILTER("job_visibility", "confidential"),
			MAY_EXTRA("applications", "tags"), MAY_STATS, SORT("id")},
	.tables =
		{
			TABLE(50, applications, RECORDS),
		},
};
