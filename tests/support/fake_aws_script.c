/* fake_aws_script.c — faults and events at chosen calls.
 *
 * An entry is {"fault": KIND} or {"set": PATCH}, with any of "op" (operation), "service", "mutating": true, "nth" (of
 * the calls that match, from 1; 0 = each), "times" (how often in a row; 1), and for "set" "when": "before" (default) or
 * "after" the call. */
#include "tests/support/fake_aws.h"
#include <stdio.h>
#include <string.h>

static bool entry_matches(const struct call *call, const json_t *entry)
{
    const char *name = text_of(entry, "op"), *service = text_of(entry, "service");
    if (*name && strcmp(name, call->operation->name) != 0)
        return false;
    if (*service && strcmp(service, services[call->operation->service].name) != 0)
        return false;
    return !flag_of(entry, "mutating") || call->operation->mutates;
}

/* Is it this entry's turn? Each matching call is counted once: by the walk before it. */
static bool entry_due(json_t *entry, bool before)
{
    if (before)
        add_number(entry, "__seen", 1);
    int64_t seen_calls = integer_of(entry, "__seen", 0), nth = integer_of(entry, "nth", 1);
    return nth == 0 || (seen_calls >= nth && seen_calls < nth + integer_of(entry, "times", 1));
}

void script_before(struct call *call, char fault[FAULT_NAME_SIZE])
{
    fault[0] = '\0';
    size_t index;
    json_t *entry;
    json_array_foreach(call->fake->script, index, entry)
    {
        if (!entry_matches(call, entry) || !entry_due(entry, true))
            continue;
        if (has(entry, "fault") && !*fault)
            snprintf(fault, FAULT_NAME_SIZE, "%s", text_of(entry, "fault"));
        if (has(entry, "set") && strcmp(text_of(entry, "when"), "after") != 0)
            state_set(call->fake, json_object_get(entry, "set"));
    }
}

void script_after(struct call *call)
{
    size_t index;
    json_t *entry;
    json_array_foreach(call->fake->script, index, entry)
    {
        if (entry_matches(call, entry) && strcmp(text_of(entry, "when"), "after") == 0 && entry_due(entry, false))
            state_set(call->fake, json_object_get(entry, "set"));
    }
}

static bool throttled(struct call *call)
{
    enum service service = call->operation->service;
    if (service == EC2)
        return refuse(call, 503, "RequestLimitExceeded", "Request limit exceeded.");
    return refuse(call, 400, services[service].json ? "ThrottlingException" : "Throttling", "Rate exceeded");
}

static bool broken(struct call *call)
{
    static const char *const codes[SERVICES_COUNT] = {"InternalFailure",          "InternalError",
                                                      "InternalFailure",          "ServerException",
                                                      "InternalServiceException", "InternalServerError"};
    return refuse(call, 500, codes[call->operation->service], "An internal error has occurred");
}

static bool busy(struct call *call)
{
    static const char *const codes[SERVICES_COUNT] = {"Throttling",
                                                      "RequestLimitExceeded",
                                                      "ResourceContention",
                                                      "UpdateInProgressException",
                                                      "ConcurrentUpdateException",
                                                      "ThrottlingException"};
    return refuse(call, 400, codes[call->operation->service], "You already have a pending update to the resource.");
}

bool fault_refuses(struct call *call, const char *fault)
{
    if (strcmp(fault, "throttle") == 0)
        return !throttled(call);
    if (strcmp(fault, "500") == 0 || strcmp(fault, "late500") == 0)
        return !broken(call);
    if (strcmp(fault, "busy") == 0)
        return !busy(call);
    if (strcmp(fault, "denied") == 0)
        return !refuse(call, call->operation->service == EC2 ? 403 : 400,
                       call->operation->service == EC2 ? "UnauthorizedOperation" : "AccessDeniedException",
                       "User is not authorized to perform: %s:%s", services[call->operation->service].name,
                       call->operation->name);
    if (strcmp(fault, "expired") == 0)
        return !refuse(call, 400, call->operation->service == EC2 ? "RequestExpired" : "ExpiredTokenException",
                       "The security token included in the request is expired");
    if (strcmp(fault, "role") == 0)
        return !refuse(
            call, 400, "InvalidParameterException",
            "Unable to assume the service linked role. Please verify that the ECS service linked role exists.");
    return false;
}

bool script_add(struct fake *fake, const json_t *entry)
{
    if (json_is_array(entry)) {
        size_t index;
        const json_t *member;
        json_array_foreach((json_t *)entry, index, member)
        {
            if (!script_add(fake, member))
                return false;
        }
        return true;
    }
    if (!json_is_object(entry) || has(entry, "fault") == has(entry, "set"))
        return false;
    json_array_append_new(fake->script, json_deep_copy(entry));
    return true;
}
