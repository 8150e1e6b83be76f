/* hash.c — see hash.h. */
#include "data/base/hash.h"
#include "data/base/error.h"

#include <openssl/evp.h>
#include <stdio.h>

void sha256_hex(const void *bytes, size_t length, char hex[SHA256_HEX_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    BUG_IF(EVP_Digest(bytes ? bytes : "", length, digest, &size, EVP_sha256(), NULL) != 1);
    BUG_IF(2 * size + 1 != SHA256_HEX_SIZE);
    for (unsigned i = 0; i < size; i++)
        snprintf(hex + (size_t)2 * i, 3, "%02x", digest[i]);
}
