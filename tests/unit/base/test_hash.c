/* test_hash.c — SHA-256 against FIPS 180-2's examples (appendix B). */
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known_hashes), cmocka_unit_test(base64_is_of_the_same_hash)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
