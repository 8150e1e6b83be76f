/* overflow_heap.c — one byte behind a heap block: a build with the address sanitizer must not survive it. */
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments)
{
    (void)arguments;
    volatile char *block = malloc((size_t)count);
    if (!block)
        return 1;
    block[count] = 1;
    printf("survived %d\n", block[count]);
    free((void *)block);
    return 0;
}
