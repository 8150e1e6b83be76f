/* notes.h — facts about single services and jobs, gathered by kind so that each kind becomes one sentence. */
#ifndef BAYPLAN_MODEL_NOTES_H
#define BAYPLAN_MODEL_NOTES_H

#include "data/base/arena.h"
#include "data/base/fields.h"

/* kind, subject, what one does, what several do. Sentences come in this order. */
#define NOTES(X)                                                                                                       \
    X(NOTE_SERVICE_ARCHITECTURE, "service", "names no architecture: x86_64 alone is assumed",                          \
      "name no architecture: x86_64 alone is assumed")                                                                 \
    X(NOTE_JOB_ARCHITECTURE, "job", "names no architecture: x86_64 alone is assumed",                                  \
      "name no architecture: x86_64 alone is assumed")                                                                 \
    X(NOTE_NETWORK_MODE, "service", "names no network mode: awsvpc is assumed",                                        \
      "name no network mode: awsvpc is assumed")                                                                       \
    X(NOTE_SERVICE_PLACES, "service", "names no places: ec2 and fargate are assumed",                                  \
      "name no places: ec2 and fargate are assumed")                                                                   \
    X(NOTE_JOB_PLACES, "job", "names no places: lambda, fargate and ec2 are assumed",                                  \
      "name no places: lambda, fargate and ec2 are assumed")                                                           \
    X(NOTE_ZONES_MIN, "service", "names no zones_min: 2 is assumed", "name no zones_min: 2 is assumed")                \
    X(NOTE_ZONES_MIN_LOWERED, "service", "has zones_min lowered to the number of zones",                               \
      "have zones_min lowered to the number of zones")                                                                 \
    X(NOTE_FARGATE_NETWORK, "service", "is not offered Fargate, which runs awsvpc alone",                              \
      "are not offered Fargate, which runs awsvpc alone")                                                              \
    X(NOTE_FARGATE_NETWORK_JOB, "job", "is not offered Fargate, which runs awsvpc alone",                              \
      "are not offered Fargate, which runs awsvpc alone")                                                              \
    X(NOTE_FARGATE_GPU, "service", "is not offered Fargate, which has no GPUs",                                        \
      "are not offered Fargate, which has no GPUs")                                                                    \
    X(NOTE_FARGATE_GPU_JOB, "job", "is not offered Fargate, which has no GPUs",                                        \
      "are not offered Fargate, which has no GPUs")                                                                    \
    X(NOTE_FARGATE_SPOT_UNPRICED, "service", "is not offered Fargate Spot: the catalogue has no price of it",          \
      "are not offered Fargate Spot: the catalogue has no price of it")                                                \
    X(NOTE_FARGATE_SPOT_UNPRICED_JOB, "job", "is not offered Fargate Spot: the catalogue has no price of it",          \
      "are not offered Fargate Spot: the catalogue has no price of it")                                                \
    X(NOTE_FARGATE_UNPRICED, "service", "is not offered Fargate: the catalogue has no price of it",                    \
      "are not offered Fargate: the catalogue has no price of it")                                                     \
    X(NOTE_FARGATE_UNPRICED_JOB, "job", "is not offered Fargate: the catalogue has no price of it",                    \
      "are not offered Fargate: the catalogue has no price of it")                                                     \
    X(NOTE_LAMBDA_UNPRICED, "job", "is not offered Lambda: the catalogue has no price of it",                          \
      "are not offered Lambda: the catalogue has no price of it")                                                      \
    X(NOTE_EC2_SPOT, "service", "is not offered EC2 Spot: the catalogue has no price of it",                           \
      "are not offered EC2 Spot: the catalogue has no price of it")                                                    \
    X(NOTE_EC2_SPOT_JOB, "job", "is not offered EC2 Spot: the catalogue has no price of it",                           \
      "are not offered EC2 Spot: the catalogue has no price of it")                                                    \
    X(NOTE_SPOT_NO_SIZE, "service", "is not offered EC2 Spot: of no size are there enough types (settings of spot)",   \
      "are not offered EC2 Spot: of no size are there enough types (settings of spot)")                                \
    X(NOTE_SPOT_NO_SIZE_JOB, "job", "is not offered EC2 Spot: of no size are there enough types (settings of spot)",   \
      "are not offered EC2 Spot: of no size are there enough types (settings of spot)")                                \
    X(NOTE_MANAGED_NETWORK, "service", "is not offered ECS Managed Instances, which run awsvpc and host alone",        \
      "are not offered ECS Managed Instances, which run awsvpc and host alone")                                        \
    X(NOTE_MANAGED_NETWORK_JOB, "job", "is not offered ECS Managed Instances, which run awsvpc and host alone",        \
      "are not offered ECS Managed Instances, which run awsvpc and host alone")                                        \
    X(NOTE_STORAGE, "service",                                                                                         \
      "asks for more than 20 GiB of ephemeral storage: on EC2 the root volume is taken to hold it",                    \
      "ask for more than 20 GiB of ephemeral storage: on EC2 the root volume is taken to hold it")                     \
    X(NOTE_NO_P99, "job", "gives no duration_p99_s: Lambda's 15 minutes are checked against the mean",                 \
      "give no duration_p99_s: Lambda's 15 minutes are checked against the mean")                                      \
    X(NOTE_SHORT_JOB, "job",                                                                                           \
      "runs under 60 s and gives no startup_s: not offered EC2, where starting would outweigh running",                \
      "run under 60 s and give no startup_s: not offered EC2, where starting would outweigh running")                  \
    X(NOTE_SHORT_JOB_ON_EC2, "job", "runs under 60 s without startup_s and has no place but EC2: starting takes 0 s",  \
      "run under 60 s without startup_s and have no place but EC2: starting takes 0 s")                                \
    X(NOTE_NO_STARTUP, "job", "gives no startup_s: 0 s is assumed on Fargate and EC2",                                 \
      "give no startup_s: 0 s is assumed on Fargate and EC2")                                                          \
    X(NOTE_JOB_ROOM, "job", "may queue for room on EC2, held for its mean concurrency in every hour",                  \
      "may queue for room on EC2, held for the mean concurrency of each in every hour")                                \
    X(NOTE_LAMBDA_STORAGE, "job", "asks for more than 20 GiB of ephemeral storage, which Lambda has not",              \
      "ask for more than 20 GiB of ephemeral storage, which Lambda has not")

enum note {
#define X(kind, subject, one, several) kind,
    NOTES(X)
#undef X
        NOTES_COUNT
};

enum { NOTE_NAMES_SHOWN = 3 };

struct note_list {
    const char *names[NOTE_NAMES_SHOWN]; /* the first, by name: notes are taken in the order of items */
    int count;
};

struct notes {
    struct note_list lists[NOTES_COUNT];
};

void note_add(struct notes *notes, enum note kind, const char *name);
/* "12 services (a, b, c and 9 more) name no ...", or NULL where there are none. */
const char *note_sentence(const struct notes *notes, enum note kind, struct arena *arena);

#endif
