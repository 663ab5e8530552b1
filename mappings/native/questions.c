/* GET /questions. No record by id, so a question is gone when two readings do not show it. */
#include "columns.h"

// clang-format off
TABLE(questions, RECORDS("/questions"),
	LINK("scorecard_section", "scorecard_sections",
	     "Section of a scorecard that asks the question; NULL if no scorecard does"),
	TEXT("title", NONE, "Text of the question"),
	TEXT("additional_information", NONE, "Explanation shown below the question"),
	TEXT("question_type", NONE,
	     "Kind of answer: short_text, long_text, url, number, boolean, date, document or multiple_choice"),
	FLAG("required", NONE, "Whether the question must be answered"),
	JSON("multiple_choice_options", NONE, "Texts to choose from, a JSON array; older accounts may send one string"),
	INTEGER("num_required_answer_options", NONE, "Fewest options that must be chosen"),
	INTEGER("max_num_required_answer_options", NONE, "Most options that may be chosen"),
	FLAG("banked", NONE, "Whether the question is in the bank of questions for reuse"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
