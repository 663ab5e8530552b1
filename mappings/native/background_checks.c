/* GET /background_checks: checks by other providers. The results may mention criminal records. */
#include "columns.h"

// clang-format off
TABLE(background_checks, RECORDS("/background_checks"),
	KEY("application_id", "applications", "Application whose person is checked"),
	TEXT("name", NONE, "Name of the check"),
	TEXT("provider_code", NONE,
	     "Provider of the check, a code such as checkr; manual if the company did it itself"),
	TEXT("external_uid", NONE, "Identifier of the check at the provider"),
	TEXT("status", NONE, "State, such as pending, completed or canceled; some 46 values are known"),
	FLAG("is_completed", NONE, "Whether the check has ended"),
	TEXT("result", ASSESSMENT | SPECIAL, "Result in the provider's words"),
	JSON("result_details", ASSESSMENT | SPECIAL,
	     "Details of the result, a JSON object whose keys depend on the provider; may mention criminal records"),
	COL("result_url", FILE_LINK | SPECIAL, "Link to the result at the provider", OWN("result_url"), NOT_COMPARED),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
