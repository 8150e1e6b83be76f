/* overflow_signed.c — INT_MAX + 1: a build with the undefined-behaviour sanitizer must not survive it. */
#include <limits.h>
#include <stdio.h>

int main(int count, char **arguments)
{
    (void)arguments;
    volatile int most = INT_MAX;
    printf("survived %d\n", most + count);
    return 0;
}
