/*
 * What a mode says of a file that has an access list (POSIX ACL). The bits of the group are then the list's mask, and tell
 * neither who may do it nor whether anybody may: systemd gives a service its credentials as files of root with mode 0440
 * and a list that names only the service's user. Private to exposure/.
 */
#ifndef EXPOSURE_ACCESS_LIST_H
#define EXPOSURE_ACCESS_LIST_H

#include <sys/stat.h>

/*
 * The bits of the mode for the group and for others, with those of the group replaced by what the list lets groups and
 * further users do, except root and the user who runs this. Follows links. Without a list: those of the mode.
 */
mode_t access_list_bits(const char *path, const struct stat *facts);

#endif
