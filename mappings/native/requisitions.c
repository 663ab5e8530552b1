/* GET /requisitions: the requests for new people, with the filled-in form. */
#include "columns.h"

// clang-format off
TABLE(requisitions, RECORDS("/requisitions"),
	KEY("requisition_template_id", "requisition_templates", "Form that was filled in"),
	KEY("job_id", "jobs", "Job that came out of it; NULL until there is one"),
	KEY("creator_id", "users", "User who made the requisition"),
	TEXT("name", NONE, "Name of the requisition"),
	TEXT("identifier", NONE, "The customer's reference for the requisition"),
	TEXT("status", NONE,
	     "State, such as pending_approval, approved or archived; approvers and approval times are not available"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(requisition_details, INCLUDED("/requisitions", "requisition_details"),
	KEY("requisition_id", "requisitions", "Requisition that the value belongs to"),
	KEY("requisition_template_field_id", "requisition_template_fields", "Field of the form that is filled in"),
	TEXT("label", NONE, "Label of the field"),
	TEXT("field_type", NONE,
	     "Kind of field, which tells the column that has the value; documents have no readable value"),
	TEXT("varchar_value", FREE_TEXT, "Value of a field of one line"),
	TEXT("text_value", FREE_TEXT, "Value of a field of several lines"),
	FLAG("boolean_value", NONE, "Value of a yes/no field"),
	DATE("date_value", NONE, "Value of a field for a day"),
	NUMBER("decimal_value", NONE, "Value of a field for a decimal number, such as an amount of pay"),
	INTEGER("integer_value", NONE, "Value of a field for a whole number"),
	TEXT("single_select_value", FREE_TEXT, "Chosen text; of a field for an employee, that person's name"),
	JSON("multi_select_value", FREE_TEXT,
	     "Chosen texts, a JSON array; may be names of people; [] if the field is of another kind"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
