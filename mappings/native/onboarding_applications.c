/* GET /onboarding_applications: what follows the hire. The answers may hold bank or health data. */
#include "columns.h"

// clang-format off
TABLE(onboarding_applications, RECORDS("/onboarding_applications"),
	LINK("application", "applications", "Application that led to the hire"),
	TEXT("status", NONE, "State, such as invited, completed or archived"),
	TIME("start_at", NONE, "Time at which the person begins work"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(onboarding_answers, INCLUDED("/onboarding_applications", "onboarding_answers"),
	KEY("onboarding_application_id", "onboarding_applications", "Onboarding that the answer belongs to"),
	TEXT("onboarding_stage_name", NONE, "Name of the stage in which it was asked"),
	TEXT("title", NONE, "Text of the question"),
	TEXT("reporting_name", NONE, "Name of the question in reports"),
	TEXT("response_type", NONE,
	     "Kind of answer, which tells the column that has the value; the values are not documented"),
	TEXT("additional_information", NONE, "Explanation shown below the question"),
	FLAG("approved", NONE, "Whether someone approved the answer"),
	TEXT("text_answer", FREE_TEXT, "Answer in words"),
	FLAG("boolean_answer", NONE, "Answer to a yes/no question"),
	FLAG("checkbox_answer", NONE, "Whether the box was ticked"),
	DATE("date_answer", FREE_TEXT, "Answer that is a day"),
	TEXT("url_answer", FREE_TEXT, "Link given as answer"),
	JSON("multiple_choice_answer", FREE_TEXT, "Chosen texts, a JSON array"),
	COL("document_answer", FILE_LINK, "Document that was handed in, a JSON object with its link",
	    OWN("document_answer"), AS_JSON, NOT_COMPARED),
	COL("image_answer", FILE_LINK, "Image that was handed in, a JSON object with its link",
	    OWN("image_answer"), AS_JSON, NOT_COMPARED),
	COL("docu_sign_answer", FILE_LINK, "Reference to a document signed with DocuSign",
	    OWN("docu_sign_answer"), NOT_COMPARED),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
