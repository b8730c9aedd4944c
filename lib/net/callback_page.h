/*
 * An HTML page as an answer on the loopback port, with the headers that keep
 * it to itself: not stored, no referrer, no frame, nothing loaded from
 * anywhere, and of styles only the one that stands in it.
 */
#ifndef FENTU_NET_CALLBACK_PAGE_H
#define FENTU_NET_CALLBACK_PAGE_H

/* The whole answer. A page has at most one style element. Owned by the
   caller. */
char *callback_page(int status, const char *html);

/* The same for a refusal: a line of text, always the same for a status. */
char *callback_refusal(int status);

#endif
