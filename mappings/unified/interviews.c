/* GET /interviews. Attributes: mappings/PINPOINT.md, "interviews". An interview has no title, but its stage has a name. */
#include "map/unified.h"

// clang-format off
TABLE(interviews, RECORDS("/interviews"),
	COL("title", NONE, "Name of the stage that the interview belongs to", REL_ATTR("stage", "name")),
	COL("starting_at", NONE, "Time at which the interview begins", ATTR("start_at"), AS_TIMESTAMP),
	COL("ending_at", NONE, "Time at which the interview ends", ATTR("end_at"), AS_TIMESTAMP),
	COL("application_id", NONE, "Application that the interview is about; NULL if it is about a person of the talent pipeline",
	    ATTR("interviewable_id"), AS_KEY("applications"), ONLY_IF("interviewable_type", "Application")),
	COL("remote_data", ALL_MARKS, "The record as the service sent it, under the path of its endpoint", REMOTE_DATA))
