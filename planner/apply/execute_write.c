/* execute_write.c — what a step being made tells the journal and the people who wait for it. */
#include "data/base/date.h"
#include "planner/apply/execute_parts.h"

#include <stdarg.h>
#include <stdlib.h>

bool write_record(struct trying *trying, const struct journal_record *record, struct error *err)
{
    const struct execution *execution = trying->runner->execution;
    char at[MOMENT_TEXT_SIZE];
    struct journal_record whole = *record;
    whole.at = moment_format(aws_now(execution->client), at);
    whole.step = trying->step->id;
    return journal_add(execution->journal, &whole, err);
}

bool write_intent(struct trying *trying, const struct aws_call *call, const char *token, struct error *err)
{
    char hash[SHA256_HEX_SIZE], fingerprint[SHA256_HEX_SIZE] = "";
    request_hash(call, hash);
    if (trying->exists)
        object_fingerprint(&trying->now, fingerprint);
    struct journal_record intent = {
        .kind = RECORD_INTENT, .token = token, .request = hash, .sha256 = fingerprint, .text = call->operation};
    trying->track->intended = true;
    return write_record(trying, &intent, err) &&
           write_record(trying, &(struct journal_record){.kind = RECORD_SENT}, err);
}

void execute_say(struct trying *trying, bool last, const char *format, ...)
{
    const struct execution *execution = trying->runner->execution;
    if (!execution->progress)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *words = format_text(format, arguments);
    va_end(arguments);
    execution->progress(execution->progress_context, trying->step, trying->number, words, last);
    free(words);
}

double limit_of(const struct trying *trying, double seconds)
{
    return trying->runner->ending && seconds > EXECUTE_END_SECONDS ? EXECUTE_END_SECONDS : seconds;
}

static bool is_stopped(const struct trying *trying)
{
    const struct execution *execution = trying->runner->execution;
    return !trying->runner->ending && execution->stop && *execution->stop;
}

bool wait_a_while(struct trying *trying, double seconds)
{
    static const double slice = 0.2;
    trying->waited += seconds;
    for (double left = seconds; left > 0 && !is_stopped(trying); left -= slice)
        if (!aws_sleep(trying->runner->execution->client, left < slice ? left : slice)) {
            trying->stopped = true;
            return false;
        }
    trying->stopped = is_stopped(trying);
    return !trying->stopped;
}
