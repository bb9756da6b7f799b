/* The part of CoreFoundation that the C code of the tests uses, declared from its documentation (64-bit only). */
#ifndef CORE_FOUNDATION_H
#define CORE_FOUNDATION_H

#include <stdarg.h>
#include <stdint.h>

typedef unsigned char Boolean;
typedef unsigned char UInt8;
typedef int32_t SInt32;
typedef uint32_t UInt32;
typedef uint16_t UniChar;
typedef long CFIndex;
typedef unsigned long CFTypeID;
typedef unsigned long CFHashCode;
typedef unsigned long CFOptionFlags;
typedef UInt32 CFStringEncoding;
typedef double CFTimeInterval;
typedef CFTimeInterval CFAbsoluteTime;

typedef const void *CFTypeRef;
typedef const void *CFPropertyListRef;
typedef const struct opaque_allocator *CFAllocatorRef;
typedef const struct opaque_string *CFStringRef;
typedef struct opaque_string *CFMutableStringRef;
typedef const struct opaque_number *CFNumberRef;
typedef const struct opaque_boolean *CFBooleanRef;
typedef const struct opaque_null *CFNullRef;
typedef const struct opaque_data *CFDataRef;
typedef struct opaque_data *CFMutableDataRef;
typedef const struct opaque_array *CFArrayRef;
typedef struct opaque_array *CFMutableArrayRef;
typedef const struct opaque_dictionary *CFDictionaryRef;
typedef struct opaque_dictionary *CFMutableDictionaryRef;
typedef const struct opaque_date *CFDateRef;
typedef const struct opaque_url *CFURLRef;
typedef const struct opaque_uuid *CFUUIDRef;
typedef const struct opaque_error *CFErrorRef;
typedef struct opaque_bundle *CFBundleRef;

typedef struct {
    CFIndex location, length;
} CFRange;

static inline CFRange CFRangeMake(CFIndex location, CFIndex length) {
    CFRange range = {location, length};
    return range;
}

typedef struct {
    UInt8 byte0, byte1, byte2, byte3, byte4, byte5, byte6, byte7, byte8, byte9, byte10, byte11, byte12, byte13, byte14,
        byte15;
} CFUUIDBytes;

typedef struct {
    CFIndex version;
    const void *(*retain)(CFAllocatorRef, const void *);
    void (*release)(CFAllocatorRef, const void *);
    CFStringRef (*copyDescription)(const void *);
    Boolean (*equal)(const void *, const void *);
} CFArrayCallBacks;
typedef CFArrayCallBacks CFDictionaryValueCallBacks;

typedef struct {
    CFIndex version;
    const void *(*retain)(CFAllocatorRef, const void *);
    void (*release)(CFAllocatorRef, const void *);
    CFStringRef (*copyDescription)(const void *);
    Boolean (*equal)(const void *, const void *);
    CFHashCode (*hash)(const void *);
} CFDictionaryKeyCallBacks;

enum {
    kCFCompareLessThan = -1,
    kCFCompareEqualTo = 0,
    kCFCompareGreaterThan = 1,
    kCFNotFound = -1,

    kCFStringEncodingMacRoman = 0,
    kCFStringEncodingISOLatin1 = 0x0201,
    kCFStringEncodingASCII = 0x0600,
    kCFStringEncodingUTF16 = 0x0100,
    kCFStringEncodingUTF8 = 0x08000100,
    kCFStringEncodingUTF16BE = 0x10000100,

    kCFCompareCaseInsensitive = 1,
    kCFCompareBackwards = 4,
    kCFCompareNumerically = 64,

    kCFNumberSInt8Type = 1,
    kCFNumberSInt32Type = 3,
    kCFNumberSInt64Type = 4,
    kCFNumberFloat32Type = 5,
    kCFNumberFloat64Type = 6,
    kCFNumberIntType = 9,
    kCFNumberLongType = 10,
    kCFNumberCFIndexType = 14,

    kCFPropertyListXMLFormat_v1_0 = 100,
    kCFPropertyListBinaryFormat_v1_0 = 200,
    kCFPropertyListImmutable = 0,
    kCFPropertyListMutableContainers = 1,

    kCFURLPOSIXPathStyle = 0
};

extern const CFAllocatorRef kCFAllocatorDefault, kCFAllocatorSystemDefault, kCFAllocatorMalloc, kCFAllocatorNull;
extern const CFBooleanRef kCFBooleanTrue, kCFBooleanFalse;
extern const CFNullRef kCFNull;
extern const CFNumberRef kCFNumberNaN;
extern const CFStringRef kCFRunLoopDefaultMode, kCFBundleIdentifierKey, kCFBundleVersionKey;
extern const CFArrayCallBacks kCFTypeArrayCallBacks;
extern const CFDictionaryKeyCallBacks kCFTypeDictionaryKeyCallBacks, kCFCopyStringDictionaryKeyCallBacks;
extern const CFDictionaryValueCallBacks kCFTypeDictionaryValueCallBacks;
extern const CFTimeInterval kCFAbsoluteTimeIntervalSince1970;

/* Constant strings: clang lays them out as objects, other compilers call a function. */
#ifdef __CONSTANT_CFSTRINGS__
#define CFSTR(text) ((CFStringRef)__builtin___CFStringMakeConstantString("" text ""))
#else
CFStringRef __CFStringMakeConstantString(const char *text);
#define CFSTR(text) __CFStringMakeConstantString("" text "")
#endif

CFTypeRef CFRetain(CFTypeRef object);
void CFRelease(CFTypeRef object);
Boolean CFEqual(CFTypeRef a, CFTypeRef b);
CFHashCode CFHash(CFTypeRef object);
CFTypeID CFGetTypeID(CFTypeRef object);
CFIndex CFGetRetainCount(CFTypeRef object);
CFAllocatorRef CFGetAllocator(CFTypeRef object);
void CFShow(CFTypeRef object);
CFStringRef CFCopyDescription(CFTypeRef object);
CFStringRef CFCopyTypeIDDescription(CFTypeID type);

CFTypeID CFStringGetTypeID(void);
CFTypeID CFNumberGetTypeID(void);
CFTypeID CFBooleanGetTypeID(void);
CFTypeID CFDataGetTypeID(void);
CFTypeID CFDateGetTypeID(void);
CFTypeID CFArrayGetTypeID(void);
CFTypeID CFDictionaryGetTypeID(void);
CFTypeID CFURLGetTypeID(void);
CFTypeID CFUUIDGetTypeID(void);
CFTypeID CFBundleGetTypeID(void);

void *CFAllocatorAllocate(CFAllocatorRef allocator, CFIndex size, CFOptionFlags hint);
void CFAllocatorDeallocate(CFAllocatorRef allocator, void *memory);

CFStringRef CFStringCreateWithCString(CFAllocatorRef a, const char *text, CFStringEncoding encoding);
CFStringRef CFStringCreateWithCStringNoCopy(CFAllocatorRef a, const char *text, CFStringEncoding encoding,
                                            CFAllocatorRef deallocator);
CFStringRef CFStringCreateWithBytes(CFAllocatorRef a, const UInt8 *bytes, CFIndex count, CFStringEncoding encoding,
                                    Boolean external);
CFStringRef CFStringCreateWithCharacters(CFAllocatorRef a, const UniChar *characters, CFIndex count);
CFStringRef CFStringCreateWithSubstring(CFAllocatorRef a, CFStringRef text, CFRange range);
CFStringRef CFStringCreateCopy(CFAllocatorRef a, CFStringRef text);
CFStringRef CFStringCreateWithFormat(CFAllocatorRef a, CFDictionaryRef options, CFStringRef format, ...);
CFStringRef CFStringCreateWithFormatAndArguments(CFAllocatorRef a, CFDictionaryRef options, CFStringRef format,
                                                 va_list arguments);
CFMutableStringRef CFStringCreateMutable(CFAllocatorRef a, CFIndex limit);
CFMutableStringRef CFStringCreateMutableCopy(CFAllocatorRef a, CFIndex limit, CFStringRef text);
void CFStringAppend(CFMutableStringRef text, CFStringRef more);
void CFStringAppendCString(CFMutableStringRef text, const char *more, CFStringEncoding encoding);
void CFStringAppendFormat(CFMutableStringRef text, CFDictionaryRef options, CFStringRef format, ...);
CFIndex CFStringGetLength(CFStringRef text);
UniChar CFStringGetCharacterAtIndex(CFStringRef text, CFIndex index);
void CFStringGetCharacters(CFStringRef text, CFRange range, UniChar *out);
Boolean CFStringGetCString(CFStringRef text, char *out, CFIndex size, CFStringEncoding encoding);
const char *CFStringGetCStringPtr(CFStringRef text, CFStringEncoding encoding);
CFIndex CFStringGetBytes(CFStringRef text, CFRange range, CFStringEncoding encoding, UInt8 loss, Boolean external,
                         UInt8 *out, CFIndex size, CFIndex *used);
CFIndex CFStringCompare(CFStringRef a, CFStringRef b, CFOptionFlags flags);
Boolean CFStringHasPrefix(CFStringRef text, CFStringRef prefix);
Boolean CFStringHasSuffix(CFStringRef text, CFStringRef suffix);
CFRange CFStringFind(CFStringRef text, CFStringRef wanted, CFOptionFlags flags);
SInt32 CFStringGetIntValue(CFStringRef text);
double CFStringGetDoubleValue(CFStringRef text);
CFIndex CFStringGetMaximumSizeForEncoding(CFIndex length, CFStringEncoding encoding);
CFArrayRef CFStringCreateArrayBySeparatingStrings(CFAllocatorRef a, CFStringRef text, CFStringRef separator);

CFNumberRef CFNumberCreate(CFAllocatorRef a, CFIndex type, const void *value);
Boolean CFNumberGetValue(CFNumberRef number, CFIndex type, void *value);
CFIndex CFNumberGetType(CFNumberRef number);
CFIndex CFNumberGetByteSize(CFNumberRef number);
Boolean CFNumberIsFloatType(CFNumberRef number);
CFIndex CFNumberCompare(CFNumberRef a, CFNumberRef b, void *context);
Boolean CFBooleanGetValue(CFBooleanRef boolean);

CFDataRef CFDataCreate(CFAllocatorRef a, const UInt8 *bytes, CFIndex count);
CFMutableDataRef CFDataCreateMutable(CFAllocatorRef a, CFIndex limit);
CFIndex CFDataGetLength(CFDataRef data);
const UInt8 *CFDataGetBytePtr(CFDataRef data);
UInt8 *CFDataGetMutableBytePtr(CFMutableDataRef data);
void CFDataGetBytes(CFDataRef data, CFRange range, UInt8 *out);
void CFDataSetLength(CFMutableDataRef data, CFIndex length);
void CFDataAppendBytes(CFMutableDataRef data, const UInt8 *bytes, CFIndex count);

CFArrayRef CFArrayCreate(CFAllocatorRef a, const void **values, CFIndex count, const CFArrayCallBacks *callbacks);
CFArrayRef CFArrayCreateCopy(CFAllocatorRef a, CFArrayRef array);
CFMutableArrayRef CFArrayCreateMutable(CFAllocatorRef a, CFIndex capacity, const CFArrayCallBacks *callbacks);
CFMutableArrayRef CFArrayCreateMutableCopy(CFAllocatorRef a, CFIndex capacity, CFArrayRef array);
CFIndex CFArrayGetCount(CFArrayRef array);
const void *CFArrayGetValueAtIndex(CFArrayRef array, CFIndex index);
void CFArrayGetValues(CFArrayRef array, CFRange range, const void **values);
Boolean CFArrayContainsValue(CFArrayRef array, CFRange range, const void *value);
CFIndex CFArrayGetFirstIndexOfValue(CFArrayRef array, CFRange range, const void *value);
void CFArrayApplyFunction(CFArrayRef array, CFRange range, void (*applier)(const void *, void *), void *context);
void CFArrayAppendValue(CFMutableArrayRef array, const void *value);
void CFArrayInsertValueAtIndex(CFMutableArrayRef array, CFIndex index, const void *value);
void CFArraySetValueAtIndex(CFMutableArrayRef array, CFIndex index, const void *value);
void CFArrayRemoveValueAtIndex(CFMutableArrayRef array, CFIndex index);
void CFArrayRemoveAllValues(CFMutableArrayRef array);

CFDictionaryRef CFDictionaryCreate(CFAllocatorRef a, const void **keys, const void **values, CFIndex count,
                                   const CFDictionaryKeyCallBacks *key_callbacks,
                                   const CFDictionaryValueCallBacks *value_callbacks);
CFDictionaryRef CFDictionaryCreateCopy(CFAllocatorRef a, CFDictionaryRef dictionary);
CFMutableDictionaryRef CFDictionaryCreateMutable(CFAllocatorRef a, CFIndex capacity,
                                                 const CFDictionaryKeyCallBacks *key_callbacks,
                                                 const CFDictionaryValueCallBacks *value_callbacks);
CFIndex CFDictionaryGetCount(CFDictionaryRef dictionary);
Boolean CFDictionaryContainsKey(CFDictionaryRef dictionary, const void *key);
const void *CFDictionaryGetValue(CFDictionaryRef dictionary, const void *key);
Boolean CFDictionaryGetValueIfPresent(CFDictionaryRef dictionary, const void *key, const void **value);
void CFDictionaryGetKeysAndValues(CFDictionaryRef dictionary, const void **keys, const void **values);
void CFDictionaryApplyFunction(CFDictionaryRef dictionary, void (*applier)(const void *, const void *, void *),
                               void *context);
void CFDictionaryAddValue(CFMutableDictionaryRef dictionary, const void *key, const void *value);
void CFDictionarySetValue(CFMutableDictionaryRef dictionary, const void *key, const void *value);
void CFDictionaryReplaceValue(CFMutableDictionaryRef dictionary, const void *key, const void *value);
void CFDictionaryRemoveValue(CFMutableDictionaryRef dictionary, const void *key);
void CFDictionaryRemoveAllValues(CFMutableDictionaryRef dictionary);

CFURLRef CFURLCreateWithFileSystemPath(CFAllocatorRef a, CFStringRef path, CFIndex style, Boolean directory);
CFURLRef CFURLCreateFromFileSystemRepresentation(CFAllocatorRef a, const UInt8 *path, CFIndex count,
                                                 Boolean directory);
CFURLRef CFURLCreateWithString(CFAllocatorRef a, CFStringRef text, CFURLRef base);
CFStringRef CFURLCopyFileSystemPath(CFURLRef url, CFIndex style);
Boolean CFURLGetFileSystemRepresentation(CFURLRef url, Boolean resolve, UInt8 *out, CFIndex size);
CFStringRef CFURLGetString(CFURLRef url);
CFURLRef CFURLCopyAbsoluteURL(CFURLRef url);
CFStringRef CFURLCopyPath(CFURLRef url);
CFStringRef CFURLCopyScheme(CFURLRef url);
CFStringRef CFURLCopyLastPathComponent(CFURLRef url);
CFURLRef CFURLCreateCopyAppendingPathComponent(CFAllocatorRef a, CFURLRef url, CFStringRef name, Boolean directory);

CFUUIDRef CFUUIDCreate(CFAllocatorRef a);
CFUUIDRef CFUUIDCreateFromString(CFAllocatorRef a, CFStringRef text);
CFStringRef CFUUIDCreateString(CFAllocatorRef a, CFUUIDRef uuid);
CFUUIDBytes CFUUIDGetUUIDBytes(CFUUIDRef uuid);
CFUUIDRef CFUUIDCreateFromUUIDBytes(CFAllocatorRef a, CFUUIDBytes bytes);
CFUUIDRef CFUUIDCreateWithBytes(CFAllocatorRef a, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8,
                                UInt8, UInt8, UInt8, UInt8, UInt8, UInt8);
CFUUIDRef CFUUIDGetConstantUUIDWithBytes(CFAllocatorRef a, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8,
                                         UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8);

CFBundleRef CFBundleGetMainBundle(void);
CFBundleRef CFBundleGetBundleWithIdentifier(CFStringRef identifier);
CFBundleRef CFBundleCreate(CFAllocatorRef a, CFURLRef url);
CFURLRef CFBundleCopyBundleURL(CFBundleRef bundle);
CFURLRef CFBundleCopyResourcesDirectoryURL(CFBundleRef bundle);
CFURLRef CFBundleCopyResourceURL(CFBundleRef bundle, CFStringRef name, CFStringRef type, CFStringRef directory);
CFURLRef CFBundleCopyExecutableURL(CFBundleRef bundle);
CFDictionaryRef CFBundleGetInfoDictionary(CFBundleRef bundle);
CFTypeRef CFBundleGetValueForInfoDictionaryKey(CFBundleRef bundle, CFStringRef key);
CFStringRef CFBundleGetIdentifier(CFBundleRef bundle);
UInt32 CFBundleGetVersionNumber(CFBundleRef bundle);
CFStringRef CFBundleCopyLocalizedString(CFBundleRef bundle, CFStringRef key, CFStringRef value, CFStringRef table);

CFPropertyListRef CFPropertyListCreateWithData(CFAllocatorRef a, CFDataRef data, CFOptionFlags options,
                                               CFIndex *format, CFErrorRef *error);
CFDataRef CFPropertyListCreateData(CFAllocatorRef a, CFPropertyListRef list, CFIndex format, CFOptionFlags options,
                                   CFErrorRef *error);
CFPropertyListRef CFPropertyListCreateDeepCopy(CFAllocatorRef a, CFPropertyListRef list, CFOptionFlags options);
Boolean CFPropertyListIsValid(CFPropertyListRef list, CFIndex format);

CFDateRef CFDateCreate(CFAllocatorRef a, CFAbsoluteTime at);
CFAbsoluteTime CFDateGetAbsoluteTime(CFDateRef date);
CFIndex CFDateCompare(CFDateRef a, CFDateRef b, void *context);
CFAbsoluteTime CFAbsoluteTimeGetCurrent(void);

void CFPlugInAddInstanceForFactory(CFUUIDRef factory);
void CFPlugInRemoveInstanceForFactory(CFUUIDRef factory);

typedef struct {
    UInt32 numer, denom;
} mach_timebase_info_data_t;
uint64_t mach_absolute_time(void);
int mach_timebase_info(mach_timebase_info_data_t *info);
int mach_wait_until(uint64_t deadline);

#endif
