/* cli.h — the command line as one function: words in, exit code out (design.md section 3, error.h). */
#ifndef BAYPLAN_CLI_H
#define BAYPLAN_CLI_H

int cli_main(int count, char *const *words);

#endif
