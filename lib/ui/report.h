/*
 * An error as text: for people, and for scripts.
 *
 * What a server said is cleaned here (sanitize.h); nothing is printed.
 */
#ifndef FENTU_UI_REPORT_H
#define FENTU_UI_REPORT_H

#include "lib/base/error.h"

/*
 * "fentu: error: MESSAGE", then each rejected field on a line of its own,
 * "fentu:   NAME: ...", by the name of the option that sets it if there is one,
 * then a line "hint: ..." for each line of the hint, and one with the request
 * id when the server has failed: to those who run it, it says where to look.
 */
void report_text(GString *out, const struct error *err);

/*
 * One line of JSON: {"error":{"code":"not_found","exit_code":3,
 * "http_status":404,"message":"...","hint":"...","request_id":"...",
 * "retry_after":null,"fields":[{"field":"...","message":"...",
 * "option":"--customer"}]}}. What is not known is null, as the option of a
 * field that no option sets; retry_after is in seconds.
 */
void report_json(GString *out, const struct error *err);

#endif
