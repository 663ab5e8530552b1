/*
 * How the page looks: on a wide screen, on a phone, in print, light and dark. Private to report/.
 */
#ifndef REPORT_PAGE_STYLE_H
#define REPORT_PAGE_STYLE_H

enum { PAGE_STYLES = 3 };

extern const char *const page_styles[PAGE_STYLES];

#endif
