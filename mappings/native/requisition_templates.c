/* GET /requisition_templates: the forms for requisitions. */
#include "columns.h"

// clang-format off
TABLE(requisition_templates, RECORDS("/requisition_templates"),
	TEXT("name", NONE, "Name of the form"),
	FLAG("has_enforced_maximum_headcount", NONE,
	     "Whether a requisition may not ask for more people than the maximum"),
	INTEGER("enforced_maximum_headcount", NONE,
	        "Most people that one requisition may ask for; NULL without such a limit"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(requisition_template_fields, INCLUDED("/requisition_templates", "requisition_template_fields"),
	LINK("template_custom_field", "custom_fields",
	     "Custom field that stands here; NULL if the field is a standard one"),
	KEY("requisition_template_id", "requisition_templates", "Form that the field belongs to"),
	TEXT("label", NONE, "Label of the field"),
	TEXT("description", NONE, "Explanation shown with the field"),
	TEXT("field_type", NONE,
	     "Kind of field, such as varchar, decimal or date; for a custom field its unique_reference"),
	TEXT("mapped_job_form_field", NONE, "Attribute of the job that the field fills; NULL if it fills none"),
	JSON("options", NONE, "Texts to choose from, a JSON array"),
	INTEGER("position", NONE, "Place of the field in the form, from 1"),
	FLAG("required", NONE, "Whether the field must be filled in; the vendor recommends requirement_level instead"),
	TEXT("requirement_level", NONE, "How strictly the field must be filled in; the values are not documented"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
