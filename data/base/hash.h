/* hash.h — SHA-256, its HMAC and base64 (OpenSSL's libcrypto). */
#ifndef BAYPLAN_BASE_HASH_H
#define BAYPLAN_BASE_HASH_H

#include "data/base/arena.h"
#include "data/base/error.h"

enum { SHA256_BYTES = 32, SHA256_HEX_SIZE = 65, SHA256_BASE64_SIZE = 45 };

void sha256(const void *bytes, size_t length, unsigned char digest[SHA256_BYTES]);
/* Lower-case hexadecimal. */
void sha256_hex(const void *bytes, size_t length, char hex[SHA256_HEX_SIZE]);
void sha256_base64(const void *bytes, size_t length, char base64[SHA256_BASE64_SIZE]);
void hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length, unsigned char mac[SHA256_BYTES]);
void hex_encode(const unsigned char digest[SHA256_BYTES], char hex[SHA256_HEX_SIZE]);

/* Of bytes that come in pieces. The digest is that of all so far; more may follow it. */
struct sha256_running;
struct sha256_running *sha256_begin(void);
void sha256_add(struct sha256_running *running, const void *bytes, size_t length);
void sha256_digest(const struct sha256_running *running, unsigned char digest[SHA256_BYTES]);
void sha256_end(struct sha256_running *running); /* NULL is fine */

/* RFC 4648 section 4, padded, one line. At most BASE64_BYTES_MAX bytes (aborts). */
enum { BASE64_BYTES_MAX = 256 * 1024 * 1024 };
char *base64_encode(struct arena *arena, const void *bytes, size_t length);
/* Strictly that form; *ret_bytes is NUL-terminated. Errors: INPUT with `where`. */
MUST_CHECK bool base64_decode(struct arena *arena, const char *text, const char *where, char **ret_bytes,
                              size_t *ret_length, struct error *err);

#endif
