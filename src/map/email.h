/*
 * Is a text an e-mail address? The rule: output/README.md, "E-mail addresses". ASCII only, any letter case.
 */
#ifndef MAP_EMAIL_H
#define MAP_EMAIL_H

#include "base/sv.h"

bool email_valid(struct sv text);

#endif
