/*
 * GET /applications. Attributes: mappings/PINPOINT.md, "applications". Linkage is sent only for what is included, so ids are
 * read from attributes.
 */
#include "map/unified.h"

// clang-format off
TABLE(applications, RECORDS("/applications"),
	COL("outcome", ASSESSMENT, "What came of the application so far: HIRED, DECLINED or PENDING",
	    CASES(CASE("hired_at", "HIRED"), CASE("rejected_at", "DECLINED"), OTHERWISE("PENDING"))),
	COL("current_stage_id", NONE, "Stage that the application is in",
	    FIRST(ALT(ATTR("stage_id")), ALT(REL_ID_IF_SENT("stage"))), AS_KEY("application_stages")),
	COL("job_id", NONE, "Job applied for",
	    FIRST(ALT(ATTR("job_id")), ALT(REL_ID_IF_SENT("job"))), AS_KEY("jobs")),
	COL("candidate_id", NONE, "Candidate who applied",
	    FIRST(ALT(ATTR("candidate_id")), ALT(REL_ID_IF_SENT("candidate"))), AS_KEY("candidates")),
	COL("remote_created_at", NONE, "Time at which the application was created at the service", ATTR("created_at"), AS_TIMESTAMP),
	COL("remote_updated_at", NONE, "Time at which the application was changed last at the service", ATTR("updated_at"), AS_TIMESTAMP),
	COL("remote_data", ALL_MARKS, "The record as the service sent it, under the path of its endpoint", REMOTE_DATA_WITH("tags")))
