#include "prepost/ingest/key.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "prepost/base/buffer.h"
#include "prepost/base/file.h"

/*
 * The file: a line for people, then one for us with the secret and the start
 * of its hash, which finds a damaged character.
 */
static const char preface[] =
    "# prepost: the key of this evaluation. Keep it secret, and keep a copy:\n"
    "# without it, later answers cannot be matched with earlier ones.\n";
static const char magic[] = "prepost-key-1 ";

enum { SECRET = 32, CHECK = 4, MAX_FILE = 4096 };

static void check_of(const unsigned char secret[SECRET],
                     unsigned char check[CHECK])
{
    unsigned char hash[16];

    crypto_generichash(hash, sizeof hash, secret, SECRET, NULL, 0);
    memcpy(check, hash, CHECK);
}

void pp_key_of(const unsigned char secret[SECRET], struct pp_key *key)
{
    unsigned char mark[16];

    crypto_kdf_derive_from_key(key->person, sizeof key->person, 1, "ppperson",
                               secret);
    crypto_kdf_derive_from_key(key->slips, sizeof key->slips, 2, "ppslips_",
                               secret);
    crypto_kdf_derive_from_key(mark, sizeof mark, 3, "ppfinger", secret);
    crypto_kdf_derive_from_key(key->marks, sizeof key->marks, 4, "ppmarks_",
                               secret);
    crypto_kdf_derive_from_key(key->files, sizeof key->files, 5, "ppfiles_",
                               secret);
    sodium_bin2hex(key->fingerprint, sizeof key->fingerprint, mark, 8);
}

static int make(const char *path, struct pp_error *err)
{
    unsigned char secret[SECRET], check[CHECK];
    char hex[2 * SECRET + 1], check_hex[2 * CHECK + 1];
    struct pp_buffer text = PP_BUFFER_INIT;

    randombytes_buf(secret, sizeof secret);
    check_of(secret, check);
    sodium_bin2hex(hex, sizeof hex, secret, SECRET);
    sodium_bin2hex(check_hex, sizeof check_hex, check, CHECK);
    pp_buffer_printf(&text, "%s%s%s %s\n", preface, magic, hex, check_hex);
    int status =
        pp_file_create(path, text.data, text.length, PP_FILE_PRIVATE, err);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(text.data, text.length);
    pp_buffer_clear(&text);
    return status;
}

static int parse(const char *path, const char *text, struct pp_key *key,
                 struct pp_error *err)
{
    unsigned char secret[SECRET], check[CHECK], wanted[CHECK];
    const char *p = strstr(text, magic);
    size_t n = 0;

    if (p == NULL)
        return pp_fail(err, PP_EDATA,
                       "%s is not a key of prepost: expected a line that "
                       "begins with \"%s\"",
                       path, magic);
    p += strlen(magic);
    const char *end = p;
    if (sodium_hex2bin(secret, sizeof secret, p, strcspn(p, " \r\n"), NULL, &n,
                       &end) != 0 ||
        n != SECRET || *end != ' ' ||
        sodium_hex2bin(check, sizeof check, end + 1, strcspn(end + 1, " \r\n"),
                       NULL, &n, NULL) != 0 ||
        n != CHECK)
        return pp_fail(err, PP_EDATA,
                       "%s is damaged: expected 64 and 8 hexadecimal digits "
                       "after \"%s\"; use your copy of it",
                       path, magic);
    check_of(secret, wanted);
    if (memcmp(check, wanted, CHECK) != 0)
        return pp_fail(err, PP_EDATA,
                       "%s is damaged: its digits do not belong together; use "
                       "your copy of it",
                       path);
    pp_key_of(secret, key);
    sodium_memzero(secret, sizeof secret);
    return 0;
}

int pp_key_open(const char *path, enum pp_key_absent absent, struct pp_key *key,
                struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    struct stat about;

    memset(key, 0, sizeof *key);
    if (sodium_init() < 0)
        return pp_fail(err, PP_EIO,
                       "the system gives no random numbers for a key");
    /* Another that made it in the meantime has made it for us too. */
    if (absent == PP_KEY_MAKE && stat(path, &about) != 0 &&
        make(path, err) != 0 && stat(path, &about) != 0)
        return -1;
    if (pp_file_read(path, MAX_FILE, &text, err) != 0)
        return -1;
    int status = parse(path, text.data, key, err);
    sodium_memzero(text.data, text.length);
    pp_buffer_clear(&text);
    if (status == 0 && stat(path, &about) == 0 && (about.st_mode & 077) != 0)
        return pp_fail(err, PP_EIO,
                       "others may read %s (mode %03o); expected 600: run "
                       "chmod 600 on it",
                       path, (unsigned)about.st_mode & 0777);
    return status;
}
