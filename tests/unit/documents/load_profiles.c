/* load_profiles.c — reads profiles named on the command line; exit code 1 where one is refused. */
#include "data/profile.h"

#include <stdio.h>

int main(int count, char **paths)
{
    int refused = 0;
    for (int i = 1; i < count; i++) {
        struct profile profile = {0};
        struct error err = {0};
        if (profile_load(paths[i], &profile, &err)) {
            printf("%s: %d services, %d jobs, %d hours\n", paths[i], profile.services_count, profile.jobs_count,
                   profile.hours);
        } else {
            printf("FAILED %s: %s\n", err.where, err.text);
            refused++;
        }
        profile_release(&profile);
    }
    return refused > 0 || count < 2;
}
