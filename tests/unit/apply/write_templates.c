/* write_templates FOLDER: templates of a rich plan, for the validators. Prints nothing. */
#include "planner/apply/export.h"
#include "tests/unit/apply/rich_plan.h"

#include <stdio.h>
#include <stdlib.h>

static void write_file(const char *folder, const char *name, const struct text *text)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(text->bytes, 1, text->length, file) != text->length || fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    struct error err = {.kind = ERROR_NONE};
    for (int settings = 0; argc == 2 && settings < 2; settings++) {
        struct hand hand;
        struct text cloudformation, terraform;
        rich_plan(&hand, settings != 0);
        text_init(&cloudformation, 1024 * 1024);
        text_init(&terraform, 1024 * 1024);
        if (!export_cloudformation(&hand.plan, &cloudformation, &err) ||
            !export_terraform(&hand.plan, &terraform, &err)) {
            fprintf(stderr, "%s: %s\n", err.where, err.text);
            return 1;
        }
        write_file(argv[1], settings ? "given.cloudformation.json" : "asking.cloudformation.json", &cloudformation);
        write_file(argv[1], settings ? "given.tf.json" : "asking.tf.json", &terraform);
        text_release(&cloudformation);
        text_release(&terraform);
        hand_release(&hand);
    }
    return argc == 2 ? 0 : 2;
}
