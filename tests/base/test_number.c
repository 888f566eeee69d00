#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/number.h"
#include "prepost/base/rng.h"

/* Expected values are the rules of the header, worked by hand. */

static void test_parse(void **state)
{
    static const struct {
        const char *text;
        int ok;
        double value;
    } cases[] = {
        {"0", 1, 0},   {"-1.5", 1, -1.5}, {"+2", 1, 2},      {".5", 1, 0.5},
        {"5.", 1, 5},  {"1e3", 1, 1000},  {"1E-2", 1, 0.01}, {"", 0, 0},
        {"-", 0, 0},   {".", 0, 0},       {"e5", 0, 0},      {"1e", 0, 0},
        {"1,5", 0, 0}, {" 1", 0, 0},      {"1 ", 0, 0},      {"nan", 0, 0},
        {"inf", 0, 0}, {"0x10", 0, 0},    {"2.5kg", 0, 0},   {"1e999", 0, 0},
        {"--1", 0, 0}, {"0.1", 1, 0.1},   {"1_000", 0, 0},   {"\xd9\xa3", 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = 12345;
        int status =
            pp_number_parse(cases[i].text, strlen(cases[i].text), &value);
        if (status != (cases[i].ok ? 0 : -1) ||
            value != (cases[i].ok ? cases[i].value : 12345))
            fail_msg("\"%s\": status %d, value %g", cases[i].text, status,
                     value);
    }
    double value;
    assert_int_equal(pp_number_parse("1\0002", 3, &value), -1);
}

/* Up to 18 digits, the point anywhere: to the last bit what strtod() makes of
 * them, which rounds correctly. */
static void test_parse_as_strtod(void **state)
{
    struct pp_rng rng = pp_rng_at(5, PP_STREAM_SIMULATION, 0);

    (void)state;
    for (int trial = 0; trial < 200000; trial++) {
        char text[24];
        size_t n = 0, n_digits = 1 + pp_rng_below(&rng, 18);
        size_t point = pp_rng_below(&rng, (uint32_t)n_digits + 2);
        uint32_t sign = pp_rng_below(&rng, 3);
        if (sign > 0)
            text[n++] = sign == 1 ? '-' : '+';
        for (size_t i = 0; i < n_digits; i++) {
            if (i == point)
                text[n++] = '.';
            text[n++] = (char)('0' + pp_rng_below(&rng, 10));
        }
        if (point == n_digits)
            text[n++] = '.';
        text[n] = '\0';
        double value = NAN, expected = strtod(text, NULL);
        assert_int_equal(pp_number_parse(text, n, &value), 0);
        if (memcmp(&value, &expected, sizeof value) != 0)
            fail_msg("\"%s\": %.17g", text, value);
    }
}

static void test_whole(void **state)
{
    long n = 7;

    (void)state;
    assert_int_equal(pp_whole_parse("-42", 3, &n), 0);
    assert_int_equal(n, -42);
    assert_int_equal(pp_whole_parse("010", 3, &n), 0);
    assert_int_equal(n, 10); /* decimal, never octal */
    assert_int_equal(pp_whole_parse("1.0", 3, &n), -1);
    assert_int_equal(pp_whole_parse("99999999999999999999", 20, &n), -1);
    assert_int_equal(n, 10);
}

static void test_fixed(void **state)
{
    static const struct {
        double x;
        int decimals;
        const char *expected;
    } cases[] = {
        {2.5, 0, "3"},
        {-2.5, 0, "-3"},
        {0.285, 2, "0.29"},
        {1.005, 2, "1.01"},
        {-0.04, 1, "0.0"},
        {-0.05, 1, "-0.1"},
        {0.125, 2, "0.13"},
        {1e9 + 0.5, 0, "1000000001"},
        {2.6449999, 2, "2.64"},
        {0, 2, "0.00"},
        {99.95, 1, "100.0"},
        {-0.0, 1, "0.0"},
        {NAN, 1, ""},
        {INFINITY, 1, ""},
        {12.3456, 3, "12.346"},
        {2e8, 6, "200000000.000000"},
        {-1e13, 2, "-10000000000000.00"},
        {123456789012, 8, "123456789012.00000000"},
        {2147483648.5, 9, "2147483648.500000000"}, /* exact in binary */
    };
    char out[PP_NUMBER_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(pp_number_fixed(out, cases[i].x, cases[i].decimals),
                            cases[i].expected);
}

static void test_shortest_reads_back(void **state)
{
    static const double values[] = {0.1,  1.0 / 3, 2.8284271247461903,
                                    -0.0, 1e-300,  123456789012345678.0,
                                    5};
    char out[PP_NUMBER_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        double back;
        pp_number_shortest(out, values[i]);
        assert_int_equal(pp_number_parse(out, strlen(out), &back), 0);
        assert_memory_equal(&back, &values[i], sizeof back);
    }
    assert_string_equal(pp_number_shortest(out, 0.1), "0.1");
    assert_string_equal(pp_number_shortest(out, 90), "90");
    assert_string_equal(pp_number_shortest(out, -120000), "-120000");
    assert_string_equal(pp_number_shortest(out, 0.00025), "0.00025");
    assert_string_equal(pp_number_shortest(out, 12.5), "12.5");
    assert_string_equal(pp_number_shortest(out, 1e20), "1e+20");
    assert_string_equal(pp_number_shortest(out, 0), "0");
}

static void test_count(void **state)
{
    char out[PP_NUMBER_SIZE];

    (void)state;
    assert_string_equal(pp_number_count(out, 0), "0");
    assert_string_equal(pp_number_count(out, 999), "999");
    assert_string_equal(pp_number_count(out, 1000), "1,000");
    assert_string_equal(pp_number_count(out, 1234567), "1,234,567");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_parse_as_strtod),
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_fixed),
        cmocka_unit_test(test_shortest_reads_back),
        cmocka_unit_test(test_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
