/* fields.h — a document's fields as one table: type, limits, default, offset; read from node trees (JSON and XML).
 *
 * The reader reports unknown keys with the nearest known one, missing required keys, wrong types and values out of
 * range, always with place and the mend. The same table prints nothing and knows no document: profile.c, catalogue.c
 * and plan.c hold their tables. */
#ifndef BAYPLAN_BASE_FIELDS_H
#define BAYPLAN_BASE_FIELDS_H

#include "data/base/node.h"

enum field_type {
    FIELD_STRING,   /* const char *; 1..FIELD_NAME_BYTES_MAX bytes (or `maximum`, where given; from 0 where
                       `may_be_empty`), no control characters */
    FIELD_INTEGER,  /* int64_t, minimum..maximum */
    FIELD_NUMBER,   /* double, minimum..maximum */
    FIELD_BOOLEAN,  /* bool */
    FIELD_MONEY,    /* int64_t nano; decimal string (or JSON number text) >= 0 */
    FIELD_CHOICE,   /* int: index into `choices` */
    FIELD_CHOICES,  /* unsigned: bit set over `choices`, a list of at least one, no member twice */
    FIELD_STRINGS,  /* struct field_strings; may be empty; members as FIELD_STRING, or of `choices`, none twice */
    FIELD_INTEGERS, /* struct field_integers: a list, or one number where it stands alone */
    FIELD_TEXTS,    /* struct field_texts: an object with any keys, at most `count_max`, each a string of at most
                       `maximum` bytes that may hold any character, and be empty where `may_be_empty` */
    FIELD_OBJECT,   /* nested struct at offset, by `object` */
    FIELD_OBJECTS   /* struct field_objects of `object`, each with a `name` unique in the list */
};

enum { FIELD_NAME_BYTES_MAX = 255 };

struct field_strings {
    const char **items;
    int count;
};

struct field_integers {
    int64_t *items;
    int count;
};

struct field_texts { /* in the document's order */
    const char **keys, **values;
    int count;
};

struct field_objects {
    void *items; /* array of the nested struct */
    int count;
};

struct field_table;

struct field {
    const char *key;
    enum field_type type;
    size_t offset; /* in the struct the table describes */
    bool required;
    ptrdiff_t given_offset;     /* of a bool set to true when the key was present; -1 or 0 = none */
    double minimum, maximum;    /* INTEGER, NUMBER, INTEGERS members (exact up to 2^53); both 0 = any */
    const char *const *choices; /* NULL-terminated */
    int count_max;              /* STRINGS, INTEGERS, TEXTS, OBJECTS; 0 = the document's own limits */
    const struct field_table *object;
    bool unnamed;        /* OBJECTS: members carry no unique `name` */
    bool may_be_empty;   /* STRING */
    bool any_characters; /* STRING: control characters too, newlines among them */
    int characters_max;  /* STRING: so many characters, however many bytes they have; 0 = the limit is of bytes */
};

struct field_table {
    const char *what; /* "profile", "service": for messages */
    size_t size;      /* sizeof the struct */
    const struct field *fields;
    int count;
    const void *defaults; /* what each member of an OBJECTS list holds before it is read; NULL = zeros */
};

/* Fills `ret_struct` (already holding the defaults). What it points to lies in `arena`, nothing of it in the tree,
 * which may go. XML nodes are rewritten as the table asks, with new ones from `arena`. Errors: INPUT, LIMIT. */
MUST_CHECK bool fields_read(const struct field_table *table, const char *file, struct node *object, struct arena *arena,
                            void *ret_struct, struct error *err);

#endif
