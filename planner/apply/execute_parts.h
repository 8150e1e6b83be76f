/* execute_parts.h — what execute*.c and settle.c share. Nobody else includes it. */
#ifndef BAYPLAN_APPLY_EXECUTE_PARTS_H
#define BAYPLAN_APPLY_EXECUTE_PARTS_H

#include "planner/apply/execute.h"
#include "planner/apply/request.h"

/* What is known of one step, from the journal and from this process. */
struct track {
    bool done;
    bool intended;  /* some call of it was announced */
    bool under_way; /* SENT and no REPLY: it may have been done */
    bool accepted;  /* AWS took the step's own call */
    bool failed;    /* FAILED after that */
    bool changed;   /* a call of it was, or may have been, done */
    bool unproved;  /* undoes a step whose call was under way when its run ended: it may still come to be seen */
    const char *deployment; /* the one our call began; "" = not known */
    const char *made;       /* version or FAMILY:REVISION; "" = not known */
};

/* Names that steps foretell and AWS decides: "shop-m7g-large:3" -> "4", "web:copy-of-7-512-1024" -> "web:8". */
struct made {
    const char *foretold, *name;
};

struct runner {
    const struct execution *execution;
    struct arena arena;
    struct track *tracks; /* by step */
    struct made *made;
    int made_count, made_capacity;
    bool ending;     /* after a failure: at_end steps only, `stop` is not heard */
    bool locked_out; /* another run has the cluster: nothing of it is touched, at_end steps neither */
};

/* One step being made. */
struct trying {
    struct runner *runner;
    const struct step *step; /* with AWS's own names put in */
    struct track *track;
    int number;
    struct arena arena;      /* as long as the step */
    struct arena read_arena; /* as long as one read */
    struct object now;
    bool exists;
    bool touched;       /* by an earlier step of this run: a read may still be older */
    bool claimed;       /* AWS said that there is one, or none, already */
    bool taken;         /* AWS took the step's own call, in this process */
    double waited;      /* seconds, in all */
    double seen_after;  /* seconds spent on waiting for a read to show what was done */
    double role_waited; /* ... for what the call refers to */
    int lost;           /* replies */
    bool lock_seen;     /* ours, once: another run may have written at the same time */
    bool owner_gone;    /* what the object belongs to is not there any more: AWS says so */
    bool stopped;
};

/* --- execute_track.c --- */
void tracks_read(struct runner *runner, bool undoes);
int step_index(const struct runner *runner, const struct step *step);
bool step_is_paired(const struct runner *runner, int index); /* an at_end step takes it back */
bool step_was_touched(const struct runner *runner, int index);
void made_add(struct runner *runner, const char *foretold, const char *name);
struct step *step_resolved(struct runner *runner, const struct step *step, struct arena *arena);
/* "" = the step makes no such thing */
const char *step_foretold(const struct step *step, struct arena *arena);

/* --- execute_write.c: the journal --- */
MUST_CHECK bool write_intent(struct trying *trying, const struct aws_call *call, const char *token, struct error *err);
MUST_CHECK bool write_record(struct trying *trying, const struct journal_record *record, struct error *err);
void execute_say(struct trying *trying, bool last, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Sleeps in slices; false when stopped. */
bool wait_a_while(struct trying *trying, double seconds);
double limit_of(const struct trying *trying, double seconds);

/* --- execute_read.c --- */
MUST_CHECK bool read_now(struct trying *trying, struct error *err);
bool object_is_going(const struct object *object);
/* The version that carries the step's token; "" = none. */
MUST_CHECK bool find_version(struct trying *trying, const char **ret_version, struct error *err);
/* AWS's own words that the call has to carry on; NULL = none. */
MUST_CHECK bool read_source(struct trying *trying, struct arena *arena, struct node **ret_source, struct error *err);

/* --- execute_state.c --- */
MUST_CHECK bool state_now(struct trying *trying, enum step_state *ret_state, struct error *err);

/* --- execute_send.c --- */
enum sent { SENT_TAKEN, SENT_AGAIN, SENT_FAILED };
/* Makes and sends the step's call, or one that has to come before it. */
enum sent send_call(struct trying *trying, struct error *err);

/* --- execute_answer.c --- */
enum answer {
    ANSWER_FINAL,   /* no use in trying again */
    ANSWER_BUSY,    /* something is in progress, or too many calls: later */
    ANSWER_NOT_YET, /* what the call refers to cannot be seen yet, a role among it */
    ANSWER_LOOK     /* "exists", "not found": what is there decides */
};
enum answer answer_of(const struct aws_call *call, const struct aws_failure *failure, const char *words);

/* --- settle.c --- */
enum settled { SETTLED, SETTLE_WAITS, SETTLE_FAILED };
/* Whether what was read, as `after` already, is finished too; `words` for the progress line or the failure. */
enum settled settle(struct trying *trying, struct text *words);
/* By ECS's circuit breaker: as far as the service's primary deployment tells. */
bool service_was_rolled_back(const struct trying *trying);
/* What AWS says of a group whose instances do not come; "" = nothing. */
const char *group_trouble(struct trying *trying, struct arena *arena);

/* --- execute_step.c --- */
MUST_CHECK bool step_make(struct trying *trying, struct error *err);

#endif
