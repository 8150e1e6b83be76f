/* hash.h — SHA-256 as lower-case hexadecimal (OpenSSL's libcrypto). */
#ifndef BAYPLAN_BASE_HASH_H
#define BAYPLAN_BASE_HASH_H

#include <stddef.h>

enum { SHA256_HEX_SIZE = 65 };

void sha256_hex(const void *bytes, size_t length, char hex[SHA256_HEX_SIZE]);

#endif
