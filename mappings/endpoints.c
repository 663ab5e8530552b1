/*
 * The endpoints of the service, in the order in which they are read, and the parts of their requests: mappings/PINPOINT.md,
 * "Requests" and "Optional parts of a request".
 */
#include "map/words.h"

// clang-format off
const struct endpoint endpoints[] = {
	ENDPOINT("/users", "users", BY_ID,
		MAY_STATS),

	ENDPOINT("/jobs", "jobs", UPDATED_AT_FILTER | BY_ID,
		INCLUDE("department", "departments"),
		INCLUDE("location", "locations"),
		INCLUDE("hiring_manager_user", "users"),
		INCLUDE("recruitment_manager_user", "users"),
		INCLUDE("stages", "stages"),
		INCLUDE("questions", "questions"),
		INCLUDE("custom_attributes", "custom_attributes"),
		MAY_INCLUDE("custom_attributes.custom_field", "custom_fields"),
		FILTER("visibility", "external"),
		FILTER("visibility", "internal"),
		MAY_FILTER("visibility", "private_job"),
		FILTER("visibility", "confidential"),
		MAY_STATS,
		SORT("id")),

	ENDPOINT("/candidates", "candidates", UPDATED_AT_FILTER | BY_ID,
		INCLUDE("applications", "applications"),
		MAY_EXTRA("candidates", "tags"),
		MAY_STATS,
		SORT("id")),

	ENDPOINT("/applications", "applications", UPDATED_AT_FILTER | BY_ID,
		FILTER("job_visibility", "external"),
		FILTER("job_visibility", "internal"),
		MAY_FILTER("job_visibility", "private_job"),
		FILTER("job_visibility", "confidential"),
		MAY_EXTRA("applications", "tags"),
		MAY_STATS,
		SORT("id")),

	ENDPOINT("/interviews", "interviews", NATIVE_UPDATED_AT_FILTER | BY_ID,
		INCLUDE("stage", "stages"),
		FILTER("job_visibility", "external"),
		FILTER("job_visibility", "internal"),
		MAY_FILTER("job_visibility", "private_job"),
		FILTER("job_visibility", "confidential"),
		MAY_STATS,
		SORT("id")),

	END_OF_ENDPOINTS,
};

/* The manifest lists the unified tables in this order, and then the native ones in the order of the endpoints. */
const char *const unified_order[] = {
	"users",
	"jobs",
	"candidates",
	"application_stages",
	"applications",
	"screening_questions",
	"tags",
	"interviews",
	"candidate_tags",
	"job_application_stages",
	"job_screening_questions",
	"job_hiring_team",
	NULL,
};
