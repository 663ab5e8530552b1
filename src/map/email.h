/*
 * Is it an e-mail address, as the contract (section 3) means it? ASCII only, any letter case.
 */
#ifndef MAP_EMAIL_H
#define MAP_EMAIL_H

#include "base/sv.h"

bool email_valid(struct sv text);

#endif
