/* Calls the exported functions as a driver in C does. Every check_... function returns how many checks failed. */
#include "core_foundation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                            \
            failures++;                                                                                                \
        }                                                                                                              \
    } while (0)

#define IMMORTAL 0x0FFFFFFFFFFFFFFF

static CFStringRef string(const char *text) { return CFStringCreateWithCString(NULL, text, kCFStringEncodingUTF8); }

/* Whether a string has this text; it is released. */
static int is(CFStringRef given, const char *text) {
    char buffer[256] = "";
    int same = given && CFStringGetCString(given, buffer, sizeof buffer, kCFStringEncodingUTF8) && !strcmp(buffer, text);
    if (!same)
        fprintf(stderr, "got \"%s\", expected \"%s\"\n", buffer, text);
    if (given)
        CFRelease(given);
    return same;
}

int check_base(void) {
    failures = 0;
    CFStringRef text = string("text"), same = string("text");
    CHECK(CFGetRetainCount(text) == 1);
    CHECK(CFRetain(text) == text && CFGetRetainCount(text) == 2);
    CFRelease(text);
    CHECK(CFGetRetainCount(text) == 1);
    CHECK(CFEqual(text, same) && CFHash(text) == CFHash(same) && text != same);
    CHECK(CFEqual(text, CFSTR("text")) && CFHash(text) == CFHash(CFSTR("text")));
    CHECK(CFGetTypeID(text) == CFStringGetTypeID() && CFStringGetTypeID() != CFNumberGetTypeID());
    CHECK(CFGetTypeID(kCFBooleanTrue) == CFBooleanGetTypeID());
    CHECK(CFGetRetainCount(kCFBooleanTrue) == IMMORTAL && CFGetRetainCount(kCFNull) == IMMORTAL);
    CFRelease(kCFBooleanTrue);
    CFRelease(kCFNull);
    CHECK(CFBooleanGetValue(kCFBooleanTrue) && !CFBooleanGetValue(kCFBooleanFalse));
    int one = 1;
    CFNumberRef number = CFNumberCreate(NULL, kCFNumberIntType, &one);
    CHECK(!CFEqual(kCFBooleanTrue, number));
    CHECK(is(CFCopyDescription(number), "1"));
    CHECK(is(CFCopyTypeIDDescription(CFArrayGetTypeID()), "CFArray"));
    CHECK(kCFAllocatorDefault == NULL && kCFAllocatorSystemDefault != NULL && CFGetAllocator(text) != NULL);
    CFShow(number);
    CFRelease(number);
    CFRelease(text);
    CFRelease(same);
    void *memory = CFAllocatorAllocate(kCFAllocatorDefault, 100, 0);
    CHECK(memory != NULL);
    memset(memory, 1, 100);
    CFAllocatorDeallocate(kCFAllocatorDefault, memory);
    CHECK(CFAllocatorAllocate(kCFAllocatorNull, 100, 0) == NULL);
    return failures;
}

int check_missing_objects(void) {
    failures = 0;
    int one = 1;
    char buffer[8];
    CFNumberRef number = CFNumberCreate(NULL, kCFNumberIntType, &one);
    CHECK(CFRetain(NULL) == NULL);
    CFRelease(NULL);
    CHECK(!CFEqual(NULL, number) && !CFEqual(number, NULL));
    CHECK(CFHash(NULL) == 0 && CFGetTypeID(NULL) == 0);
    CFShow(NULL);
    CHECK(CFCopyDescription(NULL) == NULL);
    CHECK(CFStringGetLength(NULL) == 0 && CFStringGetLength((CFStringRef)number) == 0);
    CHECK(!CFStringGetCString((CFStringRef)number, buffer, sizeof buffer, kCFStringEncodingUTF8));
    CHECK(CFStringGetCStringPtr(NULL, kCFStringEncodingUTF8) == NULL);
    CHECK(CFStringCreateWithCString(NULL, NULL, kCFStringEncodingUTF8) == NULL);
    CHECK(CFNumberCreate(NULL, kCFNumberIntType, NULL) == NULL && CFNumberCreate(NULL, 99, &one) == NULL);
    CHECK(!CFNumberGetValue(NULL, kCFNumberIntType, &one));
    CHECK(CFArrayGetValueAtIndex(NULL, 0) == NULL && CFArrayGetCount((CFArrayRef)number) == 0);
    CHECK(CFDictionaryGetValue(NULL, number) == NULL);
    CFArrayAppendValue((CFMutableArrayRef)number, number);
    CHECK(CFUUIDGetUUIDBytes(NULL).byte0 == 0);
    CHECK(CFURLCreateWithFileSystemPath(NULL, NULL, 0, 1) == NULL && CFURLGetString(NULL) == NULL);
    CHECK(CFBundleGetBundleWithIdentifier(NULL) == NULL && CFBundleGetIdentifier(NULL) == NULL);
    CHECK(CFPropertyListCreateData(NULL, NULL, kCFPropertyListXMLFormat_v1_0, 0, NULL) == NULL);
    CHECK(CFStringCreateWithFormat(NULL, NULL, NULL) == NULL);
    CFPlugInAddInstanceForFactory(NULL);
    CHECK(CFGetRetainCount(number) == 1);
    CFRelease(number);
    return failures;
}

int check_constant_strings(void) {
    failures = 0;
    CFStringRef plain = CFSTR("Loopback Device");
    char buffer[32];
    CHECK(CFStringGetLength(plain) == 15);
    CHECK(CFGetTypeID(plain) == CFStringGetTypeID());
    CHECK(CFStringGetCString(plain, buffer, sizeof buffer, kCFStringEncodingASCII) && !strcmp(buffer, "Loopback Device"));
    const char *pointer = CFStringGetCStringPtr(plain, kCFStringEncodingUTF8);
    CHECK(pointer != NULL && !strcmp(pointer, "Loopback Device"));
    CHECK(CFGetRetainCount(plain) == IMMORTAL);
    CFRelease(plain);
    CFRelease(plain);
    CHECK(CFRetain(plain) == plain);
    CFStringRef copy = string("Loopback Device");
    CHECK(CFEqual(plain, copy) && CFEqual(copy, plain) && CFHash(plain) == CFHash(copy));
    CFRelease(copy);
    CHECK(CFStringGetLength(CFSTR("")) == 0);
#ifdef __CONSTANT_CFSTRINGS__
    /* Laid out by the compiler: UTF-16 if the text is not ASCII. */
    CFStringRef wide = CFSTR("a\u00e9c");
    CHECK(CFStringGetLength(wide) == 3 && CFStringGetCharacterAtIndex(wide, 1) == 0xE9);
    copy = string("a\u00e9c");
    CHECK(CFEqual(wide, copy) && CFHash(wide) == CFHash(copy));
    CHECK(CFStringGetCStringPtr(wide, kCFStringEncodingUTF8) == NULL);
    CFRelease(copy);
#else
    /* Made by a function: one object per text; other bytes than ASCII are MacRoman. */
    CHECK(CFSTR("Loopback Device") == plain);
    CFStringRef roman = CFSTR("a\x8E");
    CHECK(CFStringGetLength(roman) == 2 && CFStringGetCharacterAtIndex(roman, 1) == 0xE9);
#endif
    CHECK(is(CFRetain(kCFRunLoopDefaultMode), "kCFRunLoopDefaultMode"));
    CHECK(CFEqual(kCFBundleIdentifierKey, CFSTR("CFBundleIdentifier")));
    return failures;
}

int check_strings(void) {
    failures = 0;
    char buffer[16];
    UniChar units[8];
    UInt8 bytes[8];
    CFIndex used = 0;
    CHECK(string("\xC3(") == NULL);
    CFStringRef abc = string("abc");
    CHECK(CFStringGetCString(abc, buffer, 4, kCFStringEncodingUTF8) && !strcmp(buffer, "abc"));
    CHECK(!CFStringGetCString(abc, buffer, 3, kCFStringEncodingUTF8));
    CHECK(!CFStringGetCString(abc, buffer, 0, kCFStringEncodingUTF8));
    CHECK(CFStringGetCharacterAtIndex(abc, 2) == 'c');
    CHECK(CFStringGetCharacterAtIndex(abc, 3) == 0 && CFStringGetCharacterAtIndex(abc, -1) == 0);
    CFStringGetCharacters(abc, CFRangeMake(1, 2), units);
    CHECK(units[0] == 'b' && units[1] == 'c');
    CHECK(CFStringGetMaximumSizeForEncoding(3, kCFStringEncodingUTF8) == 9);
    CHECK(CFStringGetMaximumSizeForEncoding(3, kCFStringEncodingASCII) == 3);
    CHECK(CFStringGetMaximumSizeForEncoding(3, kCFStringEncodingUTF16) == 6);
    CFRelease(abc);

    /* Bytes never split a character. */
    CFStringRef accent = string("h\u00e9");
    CHECK(CFStringGetBytes(accent, CFRangeMake(0, 2), kCFStringEncodingUTF8, 0, 0, bytes, 2, &used) == 1 && used == 1);
    CHECK(CFStringGetBytes(accent, CFRangeMake(0, 2), kCFStringEncodingUTF8, 0, 0, NULL, 0, &used) == 2 && used == 3);
    CHECK(CFStringGetBytes(accent, CFRangeMake(0, 2), kCFStringEncodingASCII, 0, 0, bytes, 8, &used) == 1);
    CHECK(CFStringGetBytes(accent, CFRangeMake(0, 2), kCFStringEncodingASCII, '?', 0, bytes, 8, &used) == 2);
    CHECK(used == 2 && bytes[1] == '?');
    CHECK(CFStringGetBytes(accent, CFRangeMake(1, 1), kCFStringEncodingUTF16BE, 0, 0, bytes, 8, NULL) == 1);
    CHECK(bytes[0] == 0 && bytes[1] == 0xE9);
    CHECK(CFStringGetBytes(accent, CFRangeMake(1, 1), kCFStringEncodingMacRoman, 0, 0, bytes, 8, NULL) == 1);
    CHECK(bytes[0] == 0x8E);
    CHECK(!CFStringGetCString(accent, buffer, sizeof buffer, kCFStringEncodingASCII));
    CFRelease(accent);

    const UniChar smile[] = {0xD83C, 0xDFA7};
    CFStringRef wide = CFStringCreateWithCharacters(NULL, smile, 2);
    CHECK(CFStringGetLength(wide) == 2);
    CHECK(is(wide, "\U0001F3A7"));
    CHECK(is(CFStringCreateWithBytes(NULL, (const UInt8 *)"\xFE\xFF\0x", 4, kCFStringEncodingUTF16, 1), "x"));
    CHECK(is(CFStringCreateWithBytes(NULL, (const UInt8 *)"\xE9", 1, kCFStringEncodingISOLatin1, 0), "\u00e9"));
    CHECK(CFStringCreateWithBytes(NULL, (const UInt8 *)"\xE9", 1, kCFStringEncodingASCII, 0) == NULL);
    CHECK(is(CFStringCreateWithCStringNoCopy(NULL, "kept", kCFStringEncodingASCII, kCFAllocatorNull), "kept"));
    CHECK(is(CFStringCreateWithCStringNoCopy(NULL, strdup("given"), kCFStringEncodingASCII, NULL), "given"));
    CHECK(is(CFStringCreateWithSubstring(NULL, CFSTR("loopback"), CFRangeMake(4, 4)), "back"));
    CHECK(is(CFStringCreateWithSubstring(NULL, CFSTR("loopback"), CFRangeMake(6, 99)), "ck"));
    CHECK(is(CFStringCreateCopy(NULL, CFSTR("copy")), "copy"));

    CHECK(CFStringCompare(CFSTR("a"), CFSTR("b"), 0) == kCFCompareLessThan);
    CHECK(CFStringCompare(CFSTR("b"), CFSTR("a"), 0) == kCFCompareGreaterThan);
    CHECK(CFStringCompare(CFSTR("ABC"), CFSTR("abc"), kCFCompareCaseInsensitive) == kCFCompareEqualTo);
    CHECK(CFStringCompare(CFSTR("x10"), CFSTR("x9"), 0) == kCFCompareLessThan);
    CHECK(CFStringCompare(CFSTR("x10"), CFSTR("x9"), kCFCompareNumerically) == kCFCompareGreaterThan);
    CHECK(CFStringHasPrefix(CFSTR("loopback"), CFSTR("loop")) && !CFStringHasPrefix(CFSTR("loop"), CFSTR("loops")));
    CHECK(CFStringHasSuffix(CFSTR("loopback"), CFSTR("back")) && !CFStringHasSuffix(CFSTR("loopback"), CFSTR("loop")));
    CFRange found = CFStringFind(CFSTR("a.b.c"), CFSTR("."), 0);
    CHECK(found.location == 1 && found.length == 1);
    CHECK(CFStringFind(CFSTR("a.b.c"), CFSTR("."), kCFCompareBackwards).location == 3);
    CHECK(CFStringFind(CFSTR("a.b.c"), CFSTR("/"), 0).location == kCFNotFound);
    CHECK(CFStringGetIntValue(CFSTR("  -12x")) == -12 && CFStringGetIntValue(CFSTR("99999999999")) == 2147483647);
    CHECK(CFStringGetIntValue(CFSTR("none")) == 0 && CFStringGetDoubleValue(CFSTR(" 2.5e1 Hz")) == 25.0);
    CFArrayRef parts = CFStringCreateArrayBySeparatingStrings(NULL, CFSTR("a,b,,c"), CFSTR(","));
    CHECK(CFArrayGetCount(parts) == 4 && CFEqual(CFArrayGetValueAtIndex(parts, 3), CFSTR("c")));
    CFRelease(parts);

    CFMutableStringRef text = CFStringCreateMutable(NULL, 0);
    CFStringAppend(text, CFSTR("one"));
    CFStringAppendCString(text, " two", kCFStringEncodingUTF8);
    CFStringAppend(text, text);
    CHECK(CFStringGetLength(text) == 14 && CFEqual(text, CFSTR("one twoone two")));
    CHECK(CFHash(text) == CFHash(CFSTR("one twoone two")));
    CFRelease(text);
    CFMutableStringRef limited = CFStringCreateMutableCopy(NULL, 4, CFSTR("abc"));
    CFStringAppend(limited, CFSTR("de"));
    CHECK(is(limited, "abc"));
    return failures;
}

static CFStringRef format_list(CFStringRef format, ...) {
    va_list arguments;
    va_start(arguments, format);
    CFStringRef text = CFStringCreateWithFormatAndArguments(NULL, NULL, format, arguments);
    va_end(arguments);
    return text;
}

/* What printf makes of the same arguments is the oracle. */
#define SAME(format, ...)                                                                                              \
    do {                                                                                                               \
        char expected[256];                                                                                            \
        snprintf(expected, sizeof expected, format, __VA_ARGS__);                                                      \
        CHECK(is(CFStringCreateWithFormat(NULL, NULL, CFSTR(format), __VA_ARGS__), expected));                         \
    } while (0)

int check_formats(void) {
    failures = 0;
    SAME("%d %i %u", -1, 2147483647, 4294967295u);
    SAME("[%5d|%-5d|%05d|%+d|% d|%.3d|%5.3d|%-+5d|]", 42, 42, 42, 42, 42, 42, 42, 42);
    SAME("%*d|%-*d|%.*f", 6, 1, 6, 2, 2, 3.14159);
    SAME("%x %X %#x %o %#o %#x", 48879u, 48879u, 48879u, 8u, 8u, 0u);
    SAME("%ld %lld %lu %llu %zu", -1L, -9223372036854775807LL, 1UL, 18446744073709551615ULL, (size_t)12);
    SAME("%hd %hhd %hu %hhu", 70000, 300, 70000, 300);
    SAME("%f %.2f %10.3f|%-10.1f|%+f %010.2f", 0.1, 2.005, 3.14159, 2.5, 1.0, -1.5);
    SAME("%e %.0e %E %.3e", 12345.678, 5.0, 0.00012, 0.0);
    SAME("%g %g %g %g %g %G", 0.0001, 0.00001, 100000.0, 1000000.0, 1.5, 1e-10);
    SAME("%.3g %#g %g %g", 1234.5, 1.0, 0.0, 123456789.0);
    SAME("%f %F %5.1f|%05f", INFINITY, -INFINITY, INFINITY, INFINITY);
    SAME("%s|%10s|%-10s|%.2s|%c%c", "text", "right", "left", "cut", 'o', 'k');
    SAME("%p", (void *)0x1234);
    SAME("100%% %d", 1);
    SAME("%.0d|%.0d|", 0, 1);
    /* More than the registers hold, of both kinds, in turn. */
    SAME("%d %f %d %f %d %f %d %f %d %f %d %f %d %f %d %f %d %f %d %f", 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7,
         7.5, 8, 8.5, 9, 9.5, 10, 10.5);
    char unterminated[3] = {'a', 'b', 'c'};
    SAME("%.3s", unterminated);

    int rate = 48000;
    CFNumberRef number = CFNumberCreate(NULL, kCFNumberIntType, &rate);
    CHECK(is(CFStringCreateWithFormat(NULL, NULL, CFSTR("%@: %@ Hz, %@"), CFSTR("rate"), number, NULL),
             "rate: 48000 Hz, (null)"));
    CHECK(is(CFStringCreateWithFormat(NULL, NULL, CFSTR("[%6@|%-6@]"), CFSTR("ab"), CFSTR("cd")), "[    ab|cd    ]"));
    CHECK(is(CFStringCreateWithFormat(NULL, NULL, CFSTR("%s"), NULL), "(null)"));
    CHECK(is(CFStringCreateWithFormat(NULL, NULL, CFSTR("%y and 100%")), "%y and 100%"));
    CHECK(is(format_list(CFSTR("%s has %d channels at %.1f"), "it", 2, 44100.0), "it has 2 channels at 44100.0"));
    CFMutableStringRef text = CFStringCreateMutableCopy(NULL, 0, CFSTR("UID:"));
    CFStringAppendFormat(text, NULL, CFSTR("%04x-%@-%g"), 0xBEEF, number, 0.5);
    CHECK(is(text, "UID:beef-48000-0.5"));
    CFRelease(number);
    return failures;
}

int check_numbers(void) {
    failures = 0;
    int int_value = 0;
    signed char small = 0;
    double double_value = 0;
    float float_value = 0;
    long long_value = 0;
    double half = 1.5;
    CFNumberRef real = CFNumberCreate(NULL, kCFNumberFloat64Type, &half);
    CHECK(!CFNumberGetValue(real, kCFNumberIntType, &int_value) && int_value == 1);
    CHECK(CFNumberGetValue(real, kCFNumberFloat32Type, &float_value) && float_value == 1.5f);
    CHECK(CFNumberGetType(real) == kCFNumberFloat64Type && CFNumberIsFloatType(real) && CFNumberGetByteSize(real) == 8);
    int three_hundred = 300;
    CFNumberRef integer = CFNumberCreate(NULL, kCFNumberIntType, &three_hundred);
    CHECK(!CFNumberGetValue(integer, kCFNumberSInt8Type, &small) && small == 44);
    CHECK(CFNumberGetValue(integer, kCFNumberFloat64Type, &double_value) && double_value == 300.0);
    CHECK(CFNumberGetType(integer) == kCFNumberSInt32Type && !CFNumberIsFloatType(integer));
    long big = 1L << 40;
    CFNumberRef wide = CFNumberCreate(NULL, kCFNumberLongType, &big);
    CHECK(CFNumberGetType(wide) == kCFNumberSInt64Type);
    CHECK(CFNumberGetValue(wide, kCFNumberCFIndexType, &long_value) && long_value == big);
    CHECK(CFNumberCompare(integer, wide, NULL) == kCFCompareLessThan);
    CHECK(CFNumberCompare(real, integer, NULL) == kCFCompareLessThan);
    CHECK(CFNumberCompare(wide, wide, NULL) == kCFCompareEqualTo);
    float single = 0.25f;
    CFNumberRef narrow = CFNumberCreate(NULL, kCFNumberFloat32Type, &single);
    CHECK(CFNumberGetType(narrow) == kCFNumberFloat32Type && CFNumberGetByteSize(narrow) == 4);
    int one_int = 1;
    double one_double = 1.0;
    CFNumberRef a = CFNumberCreate(NULL, kCFNumberIntType, &one_int);
    CFNumberRef b = CFNumberCreate(NULL, kCFNumberFloat64Type, &one_double);
    CHECK(CFEqual(a, b) && CFHash(a) == CFHash(b));
    CHECK(CFNumberGetValue(kCFNumberNaN, kCFNumberFloat64Type, &double_value) && isnan(double_value));
    CFRelease(kCFNumberNaN);
    CFRelease(a);
    CFRelease(b);
    CFRelease(narrow);
    CFRelease(wide);
    CFRelease(integer);
    CFRelease(real);

    CFDateRef date = CFDateCreate(NULL, 100.5), later = CFDateCreate(NULL, 200);
    CHECK(CFDateGetAbsoluteTime(date) == 100.5 && CFDateCompare(date, later, NULL) == kCFCompareLessThan);
    CHECK(CFAbsoluteTimeGetCurrent() > 700000000.0 && kCFAbsoluteTimeIntervalSince1970 == 978307200.0);
    CFRelease(date);
    CFRelease(later);
    return failures;
}

int check_data(void) {
    failures = 0;
    UInt8 out[8] = {0};
    CFDataRef data = CFDataCreate(NULL, (const UInt8 *)"abcdef", 6);
    CHECK(CFDataGetLength(data) == 6 && !memcmp(CFDataGetBytePtr(data), "abcdef", 6));
    CFDataGetBytes(data, CFRangeMake(2, 3), out);
    CHECK(!memcmp(out, "cde\0", 4));
    CFMutableDataRef grown = CFDataCreateMutable(NULL, 0);
    CFDataAppendBytes(grown, (const UInt8 *)"abc", 3);
    CFDataAppendBytes(grown, (const UInt8 *)"dxx", 3);
    CFDataSetLength(grown, 6);
    CFDataGetMutableBytePtr(grown)[4] = 'e';
    CFDataGetMutableBytePtr(grown)[5] = 'f';
    CHECK(CFEqual(grown, data) && CFHash(grown) == CFHash(data));
    CFDataSetLength(grown, 8);
    CHECK(CFDataGetLength(grown) == 8 && CFDataGetBytePtr(grown)[7] == 0);
    CFDataAppendBytes((CFMutableDataRef)data, (const UInt8 *)"no", 2);
    CHECK(CFDataGetLength(data) == 6);
    CFRelease(grown);
    CFRelease(data);
    return failures;
}

static int kept, dropped;
static const void *keep(CFAllocatorRef a, const void *value) {
    (void)a;
    kept++;
    return (const void *)((uintptr_t)value + 1000);
}
static void drop(CFAllocatorRef a, const void *value) {
    (void)a;
    (void)value;
    dropped++;
}
static Boolean same_mod_10(const void *a, const void *b) { return (uintptr_t)a % 10 == (uintptr_t)b % 10; }
static void count(const void *value, void *context) {
    (void)value;
    ++*(int *)context;
}
static void count_entries(const void *key, const void *value, void *context) {
    (void)key;
    count(value, context);
}

int check_arrays(void) {
    failures = 0;
    CFStringRef a = string("a"), b = string("b");
    const void *both[] = {a, b};
    CFArrayRef array = CFArrayCreate(NULL, both, 2, &kCFTypeArrayCallBacks);
    CHECK(CFGetRetainCount(a) == 2 && CFArrayGetCount(array) == 2 && CFArrayGetValueAtIndex(array, 1) == b);
    CHECK(CFArrayGetValueAtIndex(array, 2) == NULL && CFArrayGetValueAtIndex(array, -1) == NULL);
    CHECK(CFArrayContainsValue(array, CFRangeMake(0, 2), CFSTR("b")));
    CHECK(CFArrayGetFirstIndexOfValue(array, CFRangeMake(0, 1), CFSTR("b")) == kCFNotFound);
    CHECK(CFArrayGetFirstIndexOfValue(array, CFRangeMake(1, 1), CFSTR("b")) == 1);
    int seen = 0;
    CFArrayApplyFunction(array, CFRangeMake(0, 2), count, &seen);
    CHECK(seen == 2);
    CFArrayAppendValue((CFMutableArrayRef)array, a);
    CHECK(CFArrayGetCount(array) == 2 && CFGetRetainCount(a) == 2);

    CFMutableArrayRef grown = CFArrayCreateMutableCopy(NULL, 0, array);
    CHECK(CFEqual(grown, array) && CFHash(grown) == CFHash(array));
    CFArrayAppendValue(grown, CFSTR("c"));
    CFArrayInsertValueAtIndex(grown, 0, b);
    CFArraySetValueAtIndex(grown, 1, kCFBooleanTrue);
    CFArrayRemoveValueAtIndex(grown, 2);
    CFArrayInsertValueAtIndex(grown, 99, a);
    CFArrayRemoveValueAtIndex(grown, 99);
    const void *values[3];
    CHECK(CFArrayGetCount(grown) == 3);
    CFArrayGetValues(grown, CFRangeMake(0, 3), values);
    CHECK(values[0] == b && values[1] == kCFBooleanTrue && CFEqual(values[2], CFSTR("c")));
    CFArrayRemoveAllValues(grown);
    CHECK(CFArrayGetCount(grown) == 0);
    CFRelease(grown);
    CFRelease(array);
    CHECK(CFGetRetainCount(a) == 1 && CFGetRetainCount(b) == 1);
    CFRelease(a);
    CFRelease(b);

    /* Without callbacks: bare pointers. With one's own: what they say. */
    CFMutableArrayRef bare = CFArrayCreateMutable(NULL, 0, NULL);
    CFArrayAppendValue(bare, (const void *)7);
    CFArrayAppendValue(bare, NULL);
    CHECK(CFArrayGetValueAtIndex(bare, 0) == (const void *)7 && CFArrayGetCount(bare) == 2);
    CHECK(CFArrayContainsValue(bare, CFRangeMake(0, 2), (const void *)7));
    CHECK(!CFPropertyListIsValid(bare, kCFPropertyListXMLFormat_v1_0));
    CFRelease(bare);
    kept = dropped = 0;
    CFArrayCallBacks own = {0, keep, drop, NULL, same_mod_10};
    CFMutableArrayRef custom = CFArrayCreateMutable(NULL, 0, &own);
    CFArrayAppendValue(custom, (const void *)3);
    CHECK(CFArrayGetValueAtIndex(custom, 0) == (const void *)1003 && kept == 1);
    CHECK(CFArrayContainsValue(custom, CFRangeMake(0, 1), (const void *)13));
    CFRelease(custom);
    CHECK(dropped == 1);
    return failures;
}

int check_dictionaries(void) {
    failures = 0;
    CFStringRef key = string("key"), value = string("value");
    const void *keys[] = {key, CFSTR("other")}, *values[] = {value, kCFBooleanTrue};
    CFDictionaryRef made =
        CFDictionaryCreate(NULL, keys, values, 2, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CHECK(CFDictionaryGetCount(made) == 2 && CFDictionaryGetValue(made, CFSTR("key")) == value);
    CHECK(CFDictionaryContainsKey(made, CFSTR("other")) && !CFDictionaryContainsKey(made, CFSTR("none")));
    const void *found = NULL;
    CHECK(!CFDictionaryGetValueIfPresent(made, CFSTR("none"), &found) && found == NULL);
    CHECK(CFDictionaryGetValueIfPresent(made, key, &found) && found == value);
    int seen = 0;
    CFDictionaryApplyFunction(made, count_entries, &seen);
    CHECK(seen == 2);

    CFMutableDictionaryRef grown =
        CFDictionaryCreateMutable(NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFDictionaryAddValue(grown, key, kCFBooleanFalse);
    CFDictionaryAddValue(grown, key, kCFBooleanTrue);
    CHECK(CFDictionaryGetValue(grown, key) == kCFBooleanFalse);
    CFDictionaryReplaceValue(grown, CFSTR("none"), kCFBooleanTrue);
    CHECK(CFDictionaryGetCount(grown) == 1);
    CFDictionaryReplaceValue(grown, key, value);
    CFDictionarySetValue(grown, CFSTR("other"), kCFBooleanTrue);
    CHECK(CFEqual(grown, made) && CFEqual(made, grown) && CFHash(grown) == CFHash(made));
    const void *all_keys[2], *all_values[2];
    CFDictionaryGetKeysAndValues(grown, all_keys, all_values);
    CFDictionaryGetKeysAndValues(grown, all_keys, NULL);
    CHECK(CFDictionaryGetValue(grown, all_keys[1]) == all_values[1]);
    CFDictionaryRemoveValue(grown, CFSTR("key"));
    CHECK(CFDictionaryGetCount(grown) == 1 && !CFEqual(grown, made));
    CFDictionaryRemoveAllValues(grown);
    CHECK(CFDictionaryGetCount(grown) == 0);
    CFDictionarySetValue((CFMutableDictionaryRef)made, key, kCFBooleanTrue);
    CHECK(CFDictionaryGetValue(made, key) == value);
    CFRelease(grown);
    CFRelease(made);
    CHECK(CFGetRetainCount(key) == 1 && CFGetRetainCount(value) == 1);

    /* Keys that are copied, so that a later change of the key does not matter. */
    CFMutableStringRef changing = CFStringCreateMutableCopy(NULL, 0, CFSTR("before"));
    CFMutableDictionaryRef copied =
        CFDictionaryCreateMutable(NULL, 0, &kCFCopyStringDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFDictionarySetValue(copied, changing, value);
    CFStringAppend(changing, CFSTR(" after"));
    CHECK(CFDictionaryGetValue(copied, CFSTR("before")) == value);
    CFRelease(copied);
    CFRelease(changing);

    CFMutableDictionaryRef bare = CFDictionaryCreateMutable(NULL, 0, NULL, NULL);
    CFDictionarySetValue(bare, (const void *)5, (const void *)6);
    CHECK(CFDictionaryGetValue(bare, (const void *)5) == (const void *)6);
    CFRelease(bare);
    CFRelease(key);
    CFRelease(value);
    return failures;
}

int check_urls(void) {
    failures = 0;
    UInt8 path[64];
    CFURLRef url = CFURLCreateWithFileSystemPath(NULL, CFSTR("/x/a b"), kCFURLPOSIXPathStyle, 1);
    CHECK(is(CFRetain(CFURLGetString(url)), "file:///x/a%20b/"));
    CHECK(is(CFURLCopyFileSystemPath(url, kCFURLPOSIXPathStyle), "/x/a b"));
    CHECK(CFURLGetFileSystemRepresentation(url, 1, path, sizeof path) && !strcmp((char *)path, "/x/a b"));
    CHECK(!CFURLGetFileSystemRepresentation(url, 1, path, 6));
    CHECK(is(CFURLCopyScheme(url), "file") && is(CFURLCopyPath(url), "/x/a%20b/"));
    CHECK(is(CFURLCopyLastPathComponent(url), "a b"));
    CFURLRef inner = CFURLCreateCopyAppendingPathComponent(NULL, url, CFSTR("icon.icns"), 0);
    CHECK(is(CFRetain(CFURLGetString(inner)), "file:///x/a%20b/icon.icns"));
    CFURLRef relative = CFURLCreateWithString(NULL, CFSTR("icon.icns"), url);
    CFURLRef absolute = CFURLCopyAbsoluteURL(relative);
    CHECK(CFEqual(absolute, inner) && CFHash(absolute) == CFHash(inner) && CFEqual(relative, inner));
    CFURLRef same = CFURLCreateFromFileSystemRepresentation(NULL, (const UInt8 *)"/x/a b/icon.icns", 16, 0);
    CHECK(CFEqual(same, inner));
    CFURLRef web = CFURLCreateWithString(NULL, CFSTR("http://example.com/x?y"), NULL);
    CHECK(is(CFURLCopyPath(web), "/x") && CFURLCopyFileSystemPath(web, 0) == NULL);
    CHECK(CFURLCreateWithString(NULL, CFSTR("no url"), NULL) == NULL);
    CFRelease(web);
    CFRelease(same);
    CFRelease(absolute);
    CFRelease(relative);
    CFRelease(inner);
    CFRelease(url);
    return failures;
}

int check_uuids(void) {
    failures = 0;
    CFUUIDRef type = CFUUIDGetConstantUUIDWithBytes(NULL, 0x44, 0x3A, 0xBA, 0xB8, 0xE7, 0xB3, 0x49, 0x1A, 0xB9, 0x85, 0xBE,
                                                    0xB9, 0x18, 0x70, 0x30, 0xDB);
    CHECK(CFGetRetainCount(type) == IMMORTAL);
    CHECK(is(CFUUIDCreateString(NULL, type), "443ABAB8-E7B3-491A-B985-BEB9187030DB"));
    CFUUIDRef same = CFUUIDCreateFromString(NULL, CFSTR("443abab8-e7b3-491a-b985-beb9187030db"));
    CHECK(same == type && CFEqual(same, type));
    CFRelease(same);
    CFUUIDBytes bytes = CFUUIDGetUUIDBytes(type);
    CHECK(bytes.byte0 == 0x44 && bytes.byte7 == 0x1A && bytes.byte8 == 0xB9 && bytes.byte15 == 0xDB);
    bytes.byte15 = 0;
    CFUUIDRef other = CFUUIDCreateFromUUIDBytes(NULL, bytes), again = CFUUIDCreateFromUUIDBytes(NULL, bytes);
    CHECK(other == again && CFGetRetainCount(other) == 2 && !CFEqual(other, type));
    CFRelease(other);
    CFUUIDRef by_bytes = CFUUIDCreateWithBytes(NULL, 0x44, 0x3A, 0xBA, 0xB8, 0xE7, 0xB3, 0x49, 0x1A, 0xB9, 0x85, 0xBE, 0xB9,
                                               0x18, 0x70, 0x30, 0);
    CHECK(by_bytes == again);
    CFRelease(by_bytes);
    CFRelease(again);
    CHECK(CFUUIDCreateFromString(NULL, CFSTR("zz")) == NULL);
    CFUUIDRef random = CFUUIDCreate(NULL), more = CFUUIDCreate(NULL);
    CHECK(random != more && (CFUUIDGetUUIDBytes(random).byte6 & 0xF0) == 0x40);
    CFRelease(random);
    CFRelease(more);
    CFPlugInAddInstanceForFactory(type);
    CFPlugInRemoveInstanceForFactory(type);
    return failures;
}

/* The bundle that the test has registered, with an icon and a localised name. */
int check_bundles(void) {
    failures = 0;
    CFBundleRef bundle = CFBundleGetBundleWithIdentifier(CFSTR("com.example.checks"));
    CHECK(bundle != NULL && CFGetTypeID(bundle) == CFBundleGetTypeID());
    CHECK(CFBundleGetBundleWithIdentifier(CFSTR("com.example.checks")) == bundle);
    CHECK(CFBundleGetBundleWithIdentifier(CFSTR("com.example.nobody")) == NULL);
    CHECK(CFEqual(CFBundleGetIdentifier(bundle), CFSTR("com.example.checks")));
    CHECK(CFEqual(CFBundleGetValueForInfoDictionaryKey(bundle, kCFBundleVersionKey), CFSTR("1.2.3")));
    CHECK(CFBundleGetValueForInfoDictionaryKey(bundle, CFSTR("None")) == NULL);
    CHECK(CFBundleGetVersionNumber(bundle) == 0x01238000);
    CFDictionaryRef information = CFBundleGetInfoDictionary(bundle);
    CHECK(CFEqual(CFDictionaryGetValue(information, CFSTR("CFBundleVersion")), CFSTR("1.2.3")));
    CFURLRef icon = CFBundleCopyResourceURL(bundle, CFSTR("icon"), CFSTR("icns"), NULL);
    CHECK(icon != NULL && is(CFURLCopyLastPathComponent(icon), "icon.icns"));
    CHECK(CFBundleCopyResourceURL(bundle, CFSTR("missing"), CFSTR("icns"), NULL) == NULL);
    CFURLRef place = CFBundleCopyBundleURL(bundle), resources = CFBundleCopyResourcesDirectoryURL(bundle);
    CHECK(is(CFURLCopyLastPathComponent(place), "checks.driver") && is(CFURLCopyLastPathComponent(resources), "Resources"));
    CFURLRef executable = CFBundleCopyExecutableURL(bundle);
    CHECK(executable != NULL && is(CFURLCopyLastPathComponent(executable), "checks"));
    CHECK(is(CFBundleCopyLocalizedString(bundle, CFSTR("name"), NULL, NULL), "Localised"));
    CHECK(is(CFBundleCopyLocalizedString(bundle, CFSTR("none"), NULL, NULL), "none"));
    CHECK(is(CFBundleCopyLocalizedString(bundle, CFSTR("none"), CFSTR("given"), NULL), "given"));
    CFBundleRef own = CFBundleCreate(NULL, place);
    CHECK(own != NULL && own != bundle && CFEqual(own, bundle));
    CFRelease(own);
    CFRelease(executable);
    CFRelease(place);
    CFRelease(resources);
    CFRelease(icon);
    CHECK(CFBundleGetMainBundle() != NULL);
    return failures;
}

int check_property_lists(void) {
    failures = 0;
    CFMutableDictionaryRef list =
        CFDictionaryCreateMutable(NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    double volume = 0.5;
    CFNumberRef number = CFNumberCreate(NULL, kCFNumberFloat64Type, &volume);
    CFDictionarySetValue(list, CFSTR("volume"), number);
    CFDictionarySetValue(list, CFSTR("muted"), kCFBooleanTrue);
    CFDictionarySetValue(list, CFSTR("name"), CFSTR("Loopback"));
    CFRelease(number);
    CHECK(CFPropertyListIsValid(list, kCFPropertyListXMLFormat_v1_0));
    const CFIndex forms[] = {kCFPropertyListXMLFormat_v1_0, kCFPropertyListBinaryFormat_v1_0};
    for (int form = 0; form < 2; form++) {
        CFErrorRef error = (CFErrorRef)1;
        CFDataRef data = CFPropertyListCreateData(NULL, list, forms[form], 0, &error);
        CHECK(data != NULL && error == NULL);
        CFIndex found = 0;
        CFPropertyListRef again = CFPropertyListCreateWithData(NULL, data, kCFPropertyListMutableContainers, &found, NULL);
        CHECK(again != NULL && found == forms[form] && CFEqual(again, list));
        CHECK(CFDictionaryGetValue(again, CFSTR("muted")) == kCFBooleanTrue);
        CFDictionaryRemoveValue((CFMutableDictionaryRef)again, CFSTR("muted"));
        CHECK(CFDictionaryGetCount(again) == 2);
        CFRelease(again);
        CFRelease(data);
    }
    CFPropertyListRef copy = CFPropertyListCreateDeepCopy(NULL, list, kCFPropertyListImmutable);
    CHECK(CFEqual(copy, list) && copy != list);
    CFRelease(copy);
    CFDataRef broken = CFDataCreate(NULL, (const UInt8 *)"<plist><dict>", 13);
    CHECK(CFPropertyListCreateWithData(NULL, broken, 0, NULL, NULL) == NULL);
    CFRelease(broken);
    CHECK(!CFPropertyListIsValid(kCFNull, kCFPropertyListXMLFormat_v1_0));
    CHECK(CFPropertyListCreateData(NULL, list, 1, 0, NULL) == NULL);
    CFRelease(list);
    return failures;
}

/* The test has set a clock with a timebase of 125/3. */
int check_time(void) {
    failures = 0;
    mach_timebase_info_data_t info = {0, 0};
    CHECK(mach_timebase_info(&info) == 0 && info.numer == 125 && info.denom == 3);
    uint64_t now = mach_absolute_time();
    CHECK(now > 0 && mach_absolute_time() == now);
    CHECK(mach_wait_until(now) == 0);
    return failures;
}
