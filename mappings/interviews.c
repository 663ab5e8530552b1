/* GET /interviews. Attributes: pinpoint-api.md 2.8; an interview has no title of its own, its stage has a name. */
#include "map/words.h"

ENTITY(interviews, .order = 5,
       .query = {.path = "/interviews",
		 .type = "interviews",
		 .include = LIST_OF("stage"),
		 .filter = "job_visibility",
		 .filter_values = LIST_OF("external", "internal", "private_job", "confidential"),
		 .optional = {{.name = "private_job", .without_filter_value = "private_job"},
			      {.name = "stats", .without_stats = true}}},
       TABLES(TABLE(80, "interviews",
		    COLUMNS(IDENTITY_COLUMNS, COL("title", REL_ATTR("stage", "name")),
			    COL("starting_at", ATTR("start_at"), AS_TIMESTAMP),
			    COL("ending_at", ATTR("end_at"), AS_TIMESTAMP),
			    COL("application_id", ATTR("interviewable_id"), AS_KEY("applications"),
				ONLY_IF("interviewable_type", "Application")),
			    COL("remote_data", REMOTE_DATA)))));
