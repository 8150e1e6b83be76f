/* bench_packing.c — one line a packing: cost, certified bound, gap, time, memory, verified; peers side by side.
 * usage: bench_packing [-t SECONDS] [-p] [-v] FILE... (plain text; -p adds the peers, -v tells each improvement) */
#include "tests/bench/peers.h"
#include "tests/support/bound_verifier.h"
#include "tests/support/packing_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double clock_s(clockid_t clock)
{
    struct timespec now;
    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void peer_print(const char *name, int64_t cost, int64_t bound)
{
    if (cost < 0)
        printf("  %s -", name);
    else
        printf("  %s %+.2f%%", name, 100.0 * (double)(cost - bound) / (double)bound);
}

static void progress_print(void *context, const struct solve_progress *progress)
{
    (void)context;
    fprintf(stderr, "%8.3fs cost %.6f bound %.6f\n", progress->elapsed_s, (double)progress->cost_nano / 1e9,
            (double)progress->bound_nano / 1e9);
}

static bool bench_file(const char *path, double time_limit_s, bool peers, bool verbose)
{
    struct arena arena = {0};
    struct error err = {0};
    struct packing packing;
    struct solve_result result;
    struct solve_options options = {.time_limit_s = time_limit_s, .progress = verbose ? progress_print : NULL};
    struct rusage usage;
    char why[VERIFIER_WHY_SIZE] = "";
    const char *name = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    if (!packing_file_read(path, &arena, &packing, &err)) {
        printf("%-26s %s: %s\n", name, error_word(err.kind), err.text);
        arena_release(&arena);
        return false;
    }
    double wall = clock_s(CLOCK_MONOTONIC), cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    bool done = solve_packing(&packing, 0, &options, &result, &err);
    wall = clock_s(CLOCK_MONOTONIC) - wall;
    cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    (void)getrusage(RUSAGE_SELF, &usage);
    if (!done) {
        printf("%-26s %s: %s\n", name, error_word(err.kind), err.text);
        arena_release(&arena);
        return false;
    }
    int64_t cost = result.packing.cost_nano, bound = result.bounds[0].bound_nano;
    double check = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    bool verified = result_verify(&packing, &result, why);
    check = clock_s(CLOCK_PROCESS_CPUTIME_ID) - check;
    printf("%-26s %16.6f %16.6f %8.4f%% %6.2fs %6.2fs cpu %5ld MiB %7lld col %5lld rnd %s%s%s check %.2fs", name,
           (double)cost / 1e9, (double)bound / 1e9, 100.0 * (double)(cost - bound) / (double)(bound > 0 ? bound : 1),
           wall, cpu, usage.ru_maxrss / 1024, (long long)result.columns_made, (long long)result.rounds,
           verified ? "verified" : "NOT VERIFIED: ", why, result.time_limit_reached ? " (late)" : "", check);
    if (peers) {
        peer_print("first-fit", peer_first_fit(&packing, 0), bound);
        peer_print("best-type", peer_best_type(&packing, 0), bound);
    }
    printf("\n");
    fflush(stdout);
    solve_result_release(&result);
    arena_release(&arena);
    return verified;
}

int main(int argc, char **argv)
{
    double time_limit_s = 10.0;
    bool peers = false, verbose = false, good = true;
    for (int a = 1; a < argc; a++) {
        if (strcmp(argv[a], "-t") == 0 && a + 1 < argc)
            time_limit_s = strtod(argv[++a], NULL);
        else if (strcmp(argv[a], "-p") == 0)
            peers = true;
        else if (strcmp(argv[a], "-v") == 0)
            verbose = true;
        else
            good = bench_file(argv[a], time_limit_s, peers, verbose) && good;
    }
    return good ? 0 : 1;
}
