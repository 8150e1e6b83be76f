/* main.c — nothing but the way in. */
#include "planner/cli/cli.h"

int main(int argc, char **argv)
{
    return cli_main(argc > 0 ? argc - 1 : 0, argv + 1);
}
