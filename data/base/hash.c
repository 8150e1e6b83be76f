/* hash.c — see hash.h. */
#include "data/base/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

void sha256(const void *bytes, size_t length, unsigned char digest[SHA256_BYTES])
{
    unsigned size = 0;
    BUG_IF(EVP_Digest(bytes ? bytes : "", length, digest, &size, EVP_sha256(), NULL) != 1);
    BUG_IF(size != SHA256_BYTES);
}

struct sha256_running {
    EVP_MD_CTX *all, *copy;
};

struct sha256_running *sha256_begin(void)
{
    struct sha256_running *running = memory_alloc(1, sizeof *running);
    running->all = EVP_MD_CTX_new();
    running->copy = EVP_MD_CTX_new();
    BUG_IF(!running->all || !running->copy || EVP_DigestInit_ex(running->all, EVP_sha256(), NULL) != 1);
    return running;
}

void sha256_add(struct sha256_running *running, const void *bytes, size_t length)
{
    BUG_IF(EVP_DigestUpdate(running->all, bytes ? bytes : "", length) != 1);
}

void sha256_digest(const struct sha256_running *running, unsigned char digest[SHA256_BYTES])
{
    unsigned size = 0;
    BUG_IF(EVP_MD_CTX_copy_ex(running->copy, running->all) != 1);
    BUG_IF(EVP_DigestFinal_ex(running->copy, digest, &size) != 1 || size != SHA256_BYTES);
}

void sha256_end(struct sha256_running *running)
{
    if (!running)
        return;
    EVP_MD_CTX_free(running->all);
    EVP_MD_CTX_free(running->copy);
    free(running);
}

void hex_encode(const unsigned char digest[SHA256_BYTES], char hex[SHA256_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[SHA256_HEX_SIZE - 1] = '\0';
}

void sha256_hex(const void *bytes, size_t length, char hex[SHA256_HEX_SIZE])
{
    unsigned char digest[SHA256_BYTES];
    sha256(bytes, length, digest);
    hex_encode(digest, hex);
}

void sha256_base64(const void *bytes, size_t length, char base64[SHA256_BASE64_SIZE])
{
    unsigned char digest[SHA256_BYTES];
    sha256(bytes, length, digest);
    BUG_IF(EVP_EncodeBlock((unsigned char *)base64, digest, SHA256_BYTES) + 1 != SHA256_BASE64_SIZE);
}

void hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length, unsigned char mac[SHA256_BYTES])
{
    unsigned size = 0;
    BUG_IF(key_length > BASE64_BYTES_MAX);
    BUG_IF(!HMAC(EVP_sha256(), key_length ? key : "", (int)key_length, bytes ? bytes : "", length, mac, &size));
    BUG_IF(size != SHA256_BYTES);
}

char *base64_encode(struct arena *arena, const void *bytes, size_t length)
{
    BUG_IF(length > BASE64_BYTES_MAX);
    char *text = arena_alloc(arena, (length + 2) / 3 * 4 + 1, 1);
    EVP_EncodeBlock((unsigned char *)text, length ? bytes : "", (int)length);
    return text;
}

/* Value of one of the 64 digits, or -1. */
static int base64_digit(char digit)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = digit ? strchr(digits, digit) : NULL;
    return at ? (int)(at - digits) : -1;
}

bool base64_decode(struct arena *arena, const char *text, const char *where, char **ret_bytes, size_t *ret_length,
                   struct error *err)
{
    size_t text_length = strlen(text);
    if (text_length % 4 != 0)
        return error_set(err, ERROR_INPUT, where, "not base64: its length is no multiple of 4");
    size_t digits_count = text_length;
    while (digits_count > 0 && text_length - digits_count < 2 && text[digits_count - 1] == '=')
        digits_count--;
    size_t length = digits_count / 4 * 3 + (digits_count % 4 ? digits_count % 4 - 1 : 0);
    char *bytes = arena_alloc(arena, length + 1, 1);
    unsigned bits = 0;
    size_t filled = 0;
    for (size_t i = 0; i < digits_count; i++) {
        int digit = base64_digit(text[i]);
        if (digit < 0)
            return error_set(err, ERROR_INPUT, where, "not base64: byte %zu is none of its digits", i + 1);
        bits = bits << 6 | (unsigned)digit;
        if (i % 4 != 0)
            bytes[filled++] = (char)(bits >> (6 - 2 * (i % 4)) & 0xff);
    }
    unsigned rest = digits_count % 4 == 2 ? bits & 15u : digits_count % 4 == 3 ? bits & 3u : 0u;
    if (rest)
        return error_set(err, ERROR_INPUT, where, "not base64: the last digit says more than whole bytes");
    *ret_bytes = bytes;
    *ret_length = length;
    return true;
}
