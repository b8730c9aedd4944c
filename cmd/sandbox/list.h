/*
 * Lists: GET /v1/RESOURCE and GET /v1/work-orders/ID/tasks.
 */
#ifndef FENTU_SANDBOX_LIST_H
#define FENTU_SANDBOX_LIST_H

#include "cmd/sandbox/sandbox.h"

/* A page of the resource, with meta. */
call_handler list_page;

/* All tasks of a work order, without meta. */
call_handler list_tasks;

#endif
