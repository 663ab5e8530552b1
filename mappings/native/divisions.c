/* GET /divisions: where jobs belong, second level. */
#include "columns.h"

// clang-format off
TABLE(divisions, RECORDS("/divisions"),
	TEXT("name", NONE, "Name of the division"),
	TEXT("external_system_reference", NONE, "Identifier of the division in another system of the customer"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
