/* GET /reference_checks: what former employers say. They hold the data of a third person, the referee. */
#include "columns.h"

// clang-format off
TABLE(reference_checks, RECORDS("/reference_checks"),
	TEXT("reference_checkable_type", NONE, "What the reference is for; Application is the only documented value"),
	TEXT("reference_checkable_id", NONE, "Identifier of that application; joins applications by id"),
	TEXT("reference_check_request_id", NONE,
	     "Identifier of the request that asked for several references together"),
	TEXT("reference_check_template_name", NONE, "Name of the form that the referee fills in"),
	TEXT("reference_type", NONE, "Kind of reference; the values are not documented"),
	TEXT("status", NONE, "State, such as sent_to_referee, reference_received or approved"),
	TIME("candidate_consented_at", NONE, "Time at which the candidate agreed; NULL until then"),
	TEXT("referee_details_submitted_by", PERSONAL, "Who named the referee, a text"),
	TIME("referee_details_submitted_at", NONE, "Time at which the referee was named"),
	TEXT("referee_details_last_edited_by", PERSONAL, "Who changed the referee's details last, a text"),
	TIME("referee_details_last_edited_at", NONE, "Time of that change"),
	TEXT("reference_submitted_by", PERSONAL, "Who handed in the reference, a text"),
	TIME("reference_submitted_at", NONE, "Time at which the reference came in; NULL until then"),
	TEXT("referee_name", PERSONAL, "Name of the referee"),
	TEXT("referee_email", PERSONAL, "E-mail address of the referee"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(reference_check_answers, INCLUDED("/reference_checks", "reference_check_answers"),
	OWNER("reference_check_id", "reference_checks", "Reference that the answer is part of"),
	TEXT("reference_check_question_id", NONE,
	     "Identifier of the question in the referee's form; no table holds it"),
	TEXT("question_type", NONE, "Kind of question"),
	TEXT("title", NONE, "Text of the question"),
	TEXT("additional_information", NONE, "Explanation shown below the question"),
	TEXT("value", FREE_TEXT, "Answer of the referee"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(reference_check_field_answers, INCLUDED("/reference_checks", "reference_check_field_answers"),
	KEY("reference_check_id", "reference_checks", "Reference that the answer is part of"),
	TEXT("name", NONE, "Name of the field"),
	TEXT("field_type", NONE, "Kind of field"),
	TEXT("value", FREE_TEXT, "What the referee entered"),
	TEXT("additional_information", FREE_TEXT, "What the referee added to it"),
	OTHER_ATTRIBUTES)
