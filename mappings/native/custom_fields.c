/* GET /custom_fields: the fields that the customer added to the service's own. */
#include "columns.h"

// clang-format off
TABLE(custom_fields, RECORDS("/custom_fields"),
	TEXT("name", NONE, "Name of the field"),
	TEXT("description", NONE, "Explanation shown with the field"),
	TEXT("field_type", NONE, "Kind of value, such as varchar, integer, date or single_select"),
	TEXT("resource_type", NONE,
	     "What the field belongs to: job, application, job_seeker, offer, position or candidate"),
	JSON("options", NONE, "Texts to choose from, a JSON array"),
	INTEGER("position", NONE, "Place of the field in forms"),
	FLAG("required", NONE, "Whether the field must be filled in"),
	TEXT("sample_value", NONE, "Example of a value"),
	TEXT("unique_reference", NONE, "Name of the field for programs: custom_field_ and its id"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(custom_field_options, INCLUDED("/custom_fields", "custom_field_options"),
	OWNER("custom_field_id", "custom_fields", "Field that offers the option"),
	TEXT("label", NONE, "Text of the option that people see"),
	TEXT("value", NONE, "Value that is stored"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
