/* markdown.h — words of other people inside Markdown (GitHub's and GitLab's): shown as text, whatever they hold.
 *
 * A backslash does not stop a forge from reading "@team", "#12" or ":tada:" (it looks at the page that came out), code
 * does; so a name is always a code span, and so is each word of a sentence that could be read as anything but a word.
 */
#ifndef BAYPLAN_REPORTS_MARKDOWN_H
#define BAYPLAN_REPORTS_MARKDOWN_H

#include "data/base/text.h"

/* A name as a code span, made safe as safe_add does. Good in running text, in lists and in tables' cells; not inside
 * <summary> or any other HTML, where Markdown is not read. Nothing for "". */
void markdown_add(struct text *out, const char *name);

/* A sentence: plain where its words are plain, code spans where not. For the middle of a line, a list's member or a
 * cell; blanks are written as single ones. */
void markdown_add_text(struct text *out, const char *sentence);

/* Adds `piece` where `out` then has at most `limit` bytes; else adds nothing and is false. */
bool markdown_add_within(struct text *out, const struct text *piece, size_t limit);

#endif
