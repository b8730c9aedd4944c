/*
 * Calls that must not be used, made impossible to use.
 *
 * Included by force before every file (see meson.build), after the headers
 * that declare these names. What to use instead stands beside each.
 */
#ifndef FENTU_BASE_BANNED_H
#define FENTU_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Macros, where clang fortifies. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat /* g_strlcpy, GString */
#pragma GCC poison sprintf vsprintf		 /* g_strdup_printf */
#pragma GCC poison strtok			 /* g_strsplit */
#pragma GCC poison gets				 /* getline */
#pragma GCC poison atoi atol atof strtol	 /* g_ascii_string_to_signed */
#pragma GCC poison localtime gmtime mktime	 /* GDateTime */
#pragma GCC poison system popen			 /* child.h */

#endif
