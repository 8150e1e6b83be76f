/* json_peer_yajl.c — see json_peers.h. UTF-8 is checked (yajl's default); numbers come as text. */
#include "data/base/json_stream.h"
#include "tests/bench/json_peers.h"

#include <string.h>
#include <yajl/yajl_parse.h>

static int tell(void *context, int event, const void *text, size_t length)
{
    json_tally_add(context, event, text, length);
    return 1;
}

static int null(void *context)
{
    return tell(context, JSON_LITERAL, "null", 4);
}

static int boolean(void *context, int value)
{
    return tell(context, JSON_LITERAL, value ? "true" : "false", value ? 4 : 5);
}

static int number(void *context, const char *text, size_t length)
{
    return tell(context, JSON_NUMBER, text, length);
}

static int string(void *context, const unsigned char *text, size_t length)
{
    return tell(context, JSON_STRING, text, length);
}

static int begin_object(void *context)
{
    return tell(context, JSON_BEGIN_OBJECT, "{", 1);
}

static int key(void *context, const unsigned char *text, size_t length)
{
    return tell(context, JSON_KEY, text, length);
}

static int end_object(void *context)
{
    return tell(context, JSON_END_OBJECT, "}", 1);
}

static int begin_list(void *context)
{
    return tell(context, JSON_BEGIN_LIST, "[", 1);
}

static int end_list(void *context)
{
    return tell(context, JSON_END_LIST, "]", 1);
}

bool json_peer_yajl(const char *bytes, size_t length, size_t piece, struct json_tally *tally)
{
    static const yajl_callbacks callbacks = {.yajl_null = null,
                                             .yajl_boolean = boolean,
                                             .yajl_number = number,
                                             .yajl_string = string,
                                             .yajl_start_map = begin_object,
                                             .yajl_map_key = key,
                                             .yajl_end_map = end_object,
                                             .yajl_start_array = begin_list,
                                             .yajl_end_array = end_list};
    yajl_handle parser = yajl_alloc(&callbacks, NULL, tally);
    bool ok = parser != NULL;
    for (size_t at = 0; ok && at < length; at += piece)
        ok = yajl_parse(parser, (const unsigned char *)bytes + at, length - at < piece ? length - at : piece) ==
             yajl_status_ok;
    ok = ok && yajl_complete_parse(parser) == yajl_status_ok;
    if (parser)
        yajl_free(parser);
    return ok;
}
