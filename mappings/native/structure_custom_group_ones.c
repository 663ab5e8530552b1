/* GET /structure_custom_group_ones: where jobs belong, a level that the customer names. */
#include "columns.h"

// clang-format off
TABLE(structure_custom_group_ones, RECORDS("/structure_custom_group_ones"),
	TEXT("name", NONE, "Name of the unit"),
	TEXT("title", NONE,
	     "The customer's word for this level of the organization, such as Team; the same in every row"),
	TEXT("external_system_reference", NONE, "Identifier of the unit in another system of the customer"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
