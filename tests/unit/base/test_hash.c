/* test_hash.c — SHA-256 against FIPS 180-2's examples (appendix B), HMAC against RFC 4231, base64 against RFC 4648. */
#include "data/base/hash.h"
#include "tests/unit/base/check.h"

static void known_hashes(void **state)
{
    (void)state;
    char hex[SHA256_HEX_SIZE];
    sha256_hex("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_hex(NULL, 0, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, hex);
    assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

/* As in a Content-Security-Policy: "python3 -c 'import base64, hashlib; ...'" agrees. */
static void base64_is_of_the_same_hash(void **state)
{
    (void)state;
    char base64[SHA256_BASE64_SIZE];
    sha256_base64("abc", 3, base64);
    assert_string_equal(base64, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    sha256_base64("", 0, base64);
    assert_string_equal(base64, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

/* Cases 1, 2 and 6 (a key longer than a block). */
static void known_macs(void **state)
{
    (void)state;
    unsigned char mac[SHA256_BYTES], key[131];
    char hex[SHA256_HEX_SIZE];
    memset(key, 0x0b, 20);
    hmac_sha256(key, 20, "Hi There", 8, mac);
    hex_encode(mac, hex);
    assert_string_equal(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, mac);
    hex_encode(mac, hex);
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    hmac_sha256(key, sizeof key, "Test Using Larger Than Block-Size Key - Hash Key First", 54, mac);
    hex_encode(mac, hex);
    assert_string_equal(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void base64_both_ways(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"},
                                           {"\xfb\xff", "+/8="}};
    struct arena arena = {0};
    struct error err = {0};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        char *bytes = NULL;
        size_t length = 0;
        assert_string_equal(base64_encode(&arena, pairs[i][0], strlen(pairs[i][0])), pairs[i][1]);
        assert_true(base64_decode(&arena, pairs[i][1], "here", &bytes, &length, &err));
        assert_int_equal(length, strlen(pairs[i][0]));
        assert_string_equal(bytes, pairs[i][0]);
    }
    arena_release(&arena);
}

static void no_base64(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "Z===", "Zm9v\n", "Zm-v", "====", "Zm\xc3\xa4"};
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct error err = {0};
        char *bytes = NULL;
        size_t length = 0;
        assert_false(base64_decode(&arena, texts[i], "field", &bytes, &length, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        assert_string_equal(err.where, "field");
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_hashes), cmocka_unit_test(base64_is_of_the_same_hash),
                                       cmocka_unit_test(known_macs), cmocka_unit_test(base64_both_ways),
                                       cmocka_unit_test(no_base64)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
