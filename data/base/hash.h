/* hash.h — SHA-256 as lower-case hexadecimal or base64 (OpenSSL's libcrypto). */
#ifndef BAYPLAN_BASE_HASH_H
#define BAYPLAN_BASE_HASH_H

#include <stddef.h>

enum { SHA256_HEX_SIZE = 65, SHA256_BASE64_SIZE = 45 };

void sha256_hex(const void *bytes, size_t length, char hex[SHA256_HEX_SIZE]);
void sha256_base64(const void *bytes, size_t length, char base64[SHA256_BASE64_SIZE]);

#endif
