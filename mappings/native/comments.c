/* GET /comments: comments on records of any kind. */
#include "columns.h"

// clang-format off
TABLE(comments, RECORDS("/comments"),
	TEXT("commentable_type", NONE,
	     "What the comment is about: Application, JobSeeker, Candidate, Job, Task and others"),
	TEXT("commentable_id", NONE,
	     "Identifier of that thing; ids of different types may be equal, so join by type and id"),
	KEY("user_id", "users", "User who wrote the comment"),
	FLAG("private_comment", NONE, "Whether only some users may read the comment"),
	TEXT("body_text", FREE_TEXT, "Text of the comment"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
