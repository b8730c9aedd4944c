/*
 * Requests that write: POST, PATCH, PUT and DELETE.
 */
#ifndef FENTU_SANDBOX_WRITE_H
#define FENTU_SANDBOX_WRITE_H

#include "cmd/sandbox/sandbox.h"

call_handler write_create;
call_handler write_create_task; /* below its work order */
call_handler write_update;	/* only the fields that are given */
call_handler write_replace;	/* fields that are not given are gone */
call_handler write_delete;	/* to the trash */

#endif
