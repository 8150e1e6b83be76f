/* hash.c — see hash.h. */
#include "data/base/hash.h"
#include "data/base/error.h"

#include <openssl/evp.h>
#include <stdio.h>

enum { SHA256_BYTES = 32 };

static void sha256(const void *bytes, size_t length, unsigned char digest[SHA256_BYTES])
{
    unsigned size = 0;
    BUG_IF(EVP_Digest(bytes ? bytes : "", length, digest, &size, EVP_sha256(), NULL) != 1);
    BUG_IF(size != SHA256_BYTES);
}

void sha256_hex(const void *bytes, size_t length, char hex[SHA256_HEX_SIZE])
{
    unsigned char digest[SHA256_BYTES];
    sha256(bytes, length, digest);
    for (size_t i = 0; i < SHA256_BYTES; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

void sha256_base64(const void *bytes, size_t length, char base64[SHA256_BASE64_SIZE])
{
    unsigned char digest[SHA256_BYTES];
    sha256(bytes, length, digest);
    BUG_IF(EVP_EncodeBlock((unsigned char *)base64, digest, SHA256_BYTES) + 1 != SHA256_BASE64_SIZE);
}
