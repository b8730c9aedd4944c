/* The inside of run.h: the folder that an export goes to. */
#ifndef FENTU_EXPORT_RUN_FOLDER_H
#define FENTU_EXPORT_RUN_FOLDER_H

#include "lib/base/error.h"

/* Make it with its parents, open it and lock it. The lock ends with *ret_fd,
   which the caller closes. */
bool run_folder_open(const char *folder, int *ret_fd,
		     struct error *err) MUST_CHECK;

#endif
