/* GET /departments: where jobs belong, first level. */
#include "columns.h"

// clang-format off
TABLE(departments, RECORDS("/departments"),
	TEXT("name", NONE, "Name of the department"),
	TEXT("external_system_reference", NONE, "Identifier of the department in another system of the customer"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
