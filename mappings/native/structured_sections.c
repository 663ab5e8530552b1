/* GET /structured_sections: the blocks of the form that may be filled in several times. */
#include "columns.h"

// clang-format off
TABLE(structured_sections, RECORDS("/structured_sections"),
	TEXT("title", NONE, "Title of the block in the form, such as Work history"),
	TEXT("internal_name", NONE, "Name of the block inside the company"),
	TEXT("description", NONE, "Explanation shown with the block"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(structured_section_questions, LINKED("/structured_sections", "questions"),
	OWNER("structured_section_id", "structured_sections", "Block that asks the question"),
	EACH_KEY("question_id", "questions", "Question that is asked"),
	POSITION("index", "Place of the question in the block, from 0"))
