/* embed.h — a file of the source tree as bytes of the program. ELF targets; gcc and clang.
 *
 * EMBED_FILE(symbol, path) at file scope defines `const char symbol[]` (a NUL byte follows the file) and
 * `const uint64_t symbol_size` (without that NUL). CMake must list the file in the source's OBJECT_DEPENDS. */
#ifndef BAYPLAN_FACTS_EMBED_H
#define BAYPLAN_FACTS_EMBED_H

#include <stdint.h>

#define EMBED_FILE(symbol, path)                                                                                       \
    __asm__(".pushsection .rodata\n"                                                                                   \
            ".global " #symbol "\n"                                                                                    \
            ".global " #symbol "_size\n"                                                                               \
            ".balign 16\n" #symbol ":\n"                                                                               \
            ".incbin \"" path "\"\n" #symbol "_end:\n"                                                                 \
            ".byte 0\n"                                                                                                \
            ".balign 8\n" #symbol "_size:\n"                                                                           \
            ".quad " #symbol "_end - " #symbol "\n"                                                                    \
            ".popsection\n");                                                                                          \
    extern const char symbol[];                                                                                        \
    extern const uint64_t symbol##_size

#endif
