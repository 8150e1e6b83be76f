/* feed_answer.h — an answer of AWS's, read alike in the forms it is had in: JSON as the AWS CLI prints it (names begin
 * with a capital letter), XML of the EC2 API (with a small one; a list is an element NAMESet of <item>s), and the tree
 * that data/aws hands on of either.
 *
 * A first failure is kept in `err`; what is read after it is "" or 0. */
#ifndef BAYPLAN_PRICING_FEED_ANSWER_H
#define BAYPLAN_PRICING_FEED_ANSWER_H

#include "data/base/node.h"

struct feed_answer {
    const char *name; /* of the file or call, for errors */
    struct error *err;
};

/* The value at "memoryInfo.sizeInMiB", each name with its first letter in either case, and a plural also as NAMESet;
 * NULL where absent or null. */
const struct node *feed_answer_at(const struct node *object, const char *path);
/* First member of the list there; NULL where absent or empty. Not a list: a failure. */
const struct node *feed_answer_members(const struct feed_answer *answer, const struct node *object, const char *path);
/* The text there; absent, empty or none: a failure, and "". */
const char *feed_answer_text(const struct feed_answer *answer, const struct node *object, const char *path);
/* The same of a member itself ("x86_64" of a list of texts). */
const char *feed_answer_text_of(const struct feed_answer *answer, const struct node *node);
/* A whole number from 0 to `maximum`; absent: a failure, and 0. */
int64_t feed_answer_integer(const struct feed_answer *answer, const struct node *object, const char *path,
                            int64_t maximum);
/* true or false; false where absent. */
bool feed_answer_flag(const struct feed_answer *answer, const struct node *object, const char *path);
/* Fails at `node`, or at `key` in it where given. */
void feed_answer_fail(const struct feed_answer *answer, const struct node *node, const char *key, const char *format,
                      ...) __attribute__((format(printf, 4, 5)));

#endif
