/* GET /candidate_assessments: tests by other providers. */
#include "columns.h"

// clang-format off
TABLE(candidate_assessments, RECORDS("/candidate_assessments"),
	KEY("application_id", "applications", "Application whose person is assessed"),
	TEXT("assessment_name", NONE, "Name of the assessment"),
	TEXT("provider_code", NONE, "Provider of the assessment, a code such as codility"),
	TEXT("external_uid", NONE, "Identifier of the assessment at the provider"),
	TEXT("status", NONE, "State, such as not_started, pending, completed or abandoned"),
	TEXT("result", ASSESSMENT, "Result in the provider's words"),
	JSON("result_details", ASSESSMENT, "Details of the result, a JSON object whose keys depend on the provider"),
	COL("result_url", FILE_LINK, "Link to the result at the provider", OWN("result_url"), NOT_COMPARED),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
