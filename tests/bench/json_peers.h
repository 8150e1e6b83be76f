/* json_peers.h — other parsers of JSON that call back for each event, for bench_json_stream: yajl, and RapidJSON's SAX
 * reader. Each is built where its headers are found. */
#ifndef BAYPLAN_TESTS_BENCH_JSON_PEERS_H
#define BAYPLAN_TESTS_BENCH_JSON_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a listener makes of every event, so that none can be left out: the same of each parser. */
struct json_tally {
    int64_t events;
    uint64_t sum;
};

static inline void json_tally_add(struct json_tally *tally, int event, const char *text, size_t length)
{
    uint64_t ends = length > 0 ? (uint64_t)(unsigned char)text[0] << 8 | (unsigned char)text[length - 1] : 0;
    tally->events++;
    tally->sum = (tally->sum ^ ((uint64_t)event << 56) ^ (uint64_t)length << 16 ^ ends) * UINT64_C(0x9e3779b97f4a7c15);
}

/* False where it says that the bytes are no JSON. Pieces of `piece` bytes; RapidJSON reads them all from memory. */
bool json_peer_yajl(const char *bytes, size_t length, size_t piece, struct json_tally *tally);
bool json_peer_rapidjson(const char *bytes, size_t length, size_t piece, struct json_tally *tally);

#ifdef __cplusplus
}
#endif

#endif
