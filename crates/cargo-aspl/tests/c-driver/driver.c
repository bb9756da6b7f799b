/* A driver that is not made with the framework: plain C, one stereo loopback device.
 *
 * It is there to be loaded by `cargo aspl`. It uses CoreFoundation as drivers in C do, and checks what it gets: a wrong
 * answer makes Initialize fail, with the line on stderr. The bundle has Info.plist, Resources/DeviceIcon.icns and
 * Resources/en.lproj/Localizable.strings of this directory. */
#include "audio_server_plug_in.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { kPlugIn = 1, kDevice = 2, kInput = 3, kOutput = 4 };
enum { kPeriod = 16384, kRing = 65536, kChannels = 2 };

#define BUNDLE_ID "com.example.c-loopback"

static const Float64 kRates[] = {44100.0, 48000.0};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static AudioServerPlugInHostRef host;
static CFStringRef device_name, device_uid;
static CFURLRef icon;
static CFMutableDictionaryRef clients;
static Float64 rate = 48000.0;
static UInt32 running;
static UInt64 anchor;
static Float64 ticks_per_second;
static _Atomic ULONG references;

/* The ring: every frame with the sample time it is for, so that what is old or was never written is silence. */
static Float32 frames[kRing][kChannels];
static _Atomic int64_t times[kRing];

/* ---- What CoreFoundation answers ---- */

#define EXPECT(condition)                                                                                              \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "driver.c:%d: not as expected: %s\n", __LINE__, #condition);                               \
            return kUnspecified;                                                                                       \
        }                                                                                                              \
    } while (0)

/* The name is localised, the icon a resource, both found through the bundle. */
static OSStatus read_bundle(void) {
    CFBundleRef bundle = CFBundleGetBundleWithIdentifier(CFSTR(BUNDLE_ID));
    EXPECT(bundle != NULL && CFGetTypeID(bundle) == CFBundleGetTypeID());
    EXPECT(CFEqual(CFBundleGetIdentifier(bundle), CFSTR(BUNDLE_ID)));
    EXPECT(CFBundleGetVersionNumber(bundle) == 0x01008000);
    device_name = CFBundleCopyLocalizedString(bundle, CFSTR("DeviceName"), CFSTR("missing"), NULL);
    EXPECT(CFStringCompare(device_name, CFSTR("C Loopback"), 0) == kCFCompareEqualTo);
    icon = CFBundleCopyResourceURL(bundle, CFSTR("DeviceIcon"), CFSTR("icns"), NULL);
    EXPECT(icon != NULL && CFGetTypeID(icon) == CFURLGetTypeID());
    char path[1024];
    EXPECT(CFURLGetFileSystemRepresentation(icon, 1, (UInt8 *)path, sizeof path));
    CFStringRef name = CFURLCopyLastPathComponent(icon);
    EXPECT(name != NULL && CFStringHasSuffix(name, CFSTR(".icns")) && strstr(path, "DeviceIcon.icns") != NULL);
    CFRelease(name);
    return 0;
}

static OSStatus make_uid(void) {
    device_uid = CFStringCreateWithFormat(NULL, NULL, CFSTR("%@:%s:%02d"), CFSTR(BUNDLE_ID), "device", 1);
    EXPECT(device_uid != NULL);
    char text[64];
    EXPECT(CFStringGetCString(device_uid, text, sizeof text, kCFStringEncodingUTF8));
    EXPECT(strcmp(text, BUNDLE_ID ":device:01") == 0);
    return 0;
}

/* Counts the starts of the driver in the host's storage. */
static OSStatus count_starts(void) {
    CFPropertyListRef stored = NULL;
    SInt32 starts = 0;
    if (host->CopyFromStorage(host, CFSTR("settings"), &stored) == 0 && stored != NULL) {
        EXPECT(CFGetTypeID(stored) == CFDictionaryGetTypeID());
        CFNumberRef number = CFDictionaryGetValue(stored, CFSTR("starts"));
        EXPECT(number != NULL && CFGetTypeID(number) == CFNumberGetTypeID());
        EXPECT(CFNumberGetValue(number, kCFNumberSInt32Type, &starts) && starts > 0);
        CFRelease(stored);
    }
    starts++;
    CFMutableDictionaryRef settings =
        CFDictionaryCreateMutable(NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    CFNumberRef number = CFNumberCreate(NULL, kCFNumberSInt32Type, &starts);
    CFDictionarySetValue(settings, CFSTR("starts"), number);
    CFDictionarySetValue(settings, CFSTR("name"), device_name);
    CFDictionarySetValue(settings, CFSTR("visible"), kCFBooleanTrue);
    CFRelease(number);
    EXPECT(host->WriteToStorage(host, CFSTR("settings"), settings) == 0);
    stored = NULL;
    EXPECT(host->CopyFromStorage(host, CFSTR("settings"), &stored) == 0 && stored != NULL);
    EXPECT(CFEqual(stored, settings));
    EXPECT(CFBooleanGetValue(CFDictionaryGetValue(stored, CFSTR("visible"))));
    CFRelease(stored);
    CFRelease(settings);
    return 0;
}

static OSStatus initialize(DriverRef self, AudioServerPlugInHostRef given) {
    (void)self;
    if (given == NULL)
        return kIllegalOperation;
    host = given;
    mach_timebase_info_data_t info = {0, 0};
    EXPECT(mach_timebase_info(&info) == 0 && info.numer != 0 && info.denom != 0);
    ticks_per_second = 1e9 * info.denom / info.numer;
    for (int frame = 0; frame < kRing; frame++)
        atomic_store(&times[frame], -1);
    clients = CFDictionaryCreateMutable(NULL, 0, &kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
    EXPECT(clients != NULL);
    OSStatus status = read_bundle();
    if (status == 0)
        status = make_uid();
    if (status == 0)
        status = count_starts();
    return status;
}

/* ---- Properties ---- */

/* What a property is: bytes or an object, and whether it can be set. */
typedef struct {
    UInt8 bytes[256];
    UInt32 size;
    CFTypeRef object; /* lent */
    int is_list, is_settable;
} Property;

static OSStatus bytes(Property *property, const void *value, UInt32 size) {
    memcpy(property->bytes, value, size);
    property->size = size;
    return 0;
}

static OSStatus number(Property *property, UInt32 value) { return bytes(property, &value, sizeof value); }

static OSStatus list(Property *property, const void *values, UInt32 size) {
    property->is_list = 1;
    return bytes(property, values, size);
}

static OSStatus object(Property *property, CFTypeRef value) {
    property->object = value;
    return bytes(property, &value, sizeof value);
}

static OSStatus settable(Property *property, OSStatus status) {
    property->is_settable = 1;
    return status;
}

static AudioStreamBasicDescription format(Float64 at) {
    AudioStreamBasicDescription made = {at, FOUR('l', 'p', 'c', 'm'), 0x9, 8, 1, 8, kChannels, 32, 0};
    return made;
}

static OSStatus plug_in_property(const AudioObjectPropertyAddress *address, UInt32 qualifier_size, const void *qualifier,
                                 Property *out) {
    UInt32 device = kDevice;
    switch (address->mSelector) {
    case FOUR('b', 'c', 'l', 's'):
        return number(out, FOUR('a', 'o', 'b', 'j'));
    case FOUR('c', 'l', 'a', 's'):
        return number(out, FOUR('a', 'p', 'l', 'g'));
    case FOUR('s', 't', 'd', 'v'):
        return number(out, 0);
    case FOUR('l', 'm', 'a', 'k'):
        return object(out, CFSTR("Example"));
    case FOUR('o', 'w', 'n', 'd'):
    case FOUR('d', 'e', 'v', '#'):
        return list(out, &device, sizeof device);
    case FOUR('r', 's', 'r', 'c'):
        return object(out, CFSTR(""));
    case FOUR('u', 'i', 'd', 'd'): {
        CFStringRef uid = NULL;
        if (qualifier == NULL)
            return qualifier_size == 0 && out->size == 0 ? number(out, 0) : kBadPropertySize;
        if (qualifier_size != sizeof uid)
            return kBadPropertySize;
        memcpy(&uid, qualifier, sizeof uid);
        return number(out, uid && CFStringCompare(uid, device_uid, 0) == kCFCompareEqualTo ? kDevice : 0);
    }
    default:
        return kUnknownProperty;
    }
}

static int is_side(UInt32 scope) { return scope == FOUR('i', 'n', 'p', 't') || scope == FOUR('o', 'u', 't', 'p'); }

static OSStatus device_property(const AudioObjectPropertyAddress *address, Property *out) {
    const UInt32 streams[] = {kInput, kOutput}, channels[] = {1, 2}, device = kDevice;
    switch (address->mSelector) {
    case FOUR('b', 'c', 'l', 's'):
        return number(out, FOUR('a', 'o', 'b', 'j'));
    case FOUR('c', 'l', 'a', 's'):
        return number(out, FOUR('a', 'd', 'e', 'v'));
    case FOUR('s', 't', 'd', 'v'):
        return number(out, kPlugIn);
    case FOUR('l', 'n', 'a', 'm'):
        return object(out, device_name);
    case FOUR('l', 'm', 'a', 'k'):
        return object(out, CFSTR("Example"));
    case FOUR('u', 'i', 'd', ' '):
        return object(out, device_uid);
    case FOUR('m', 'u', 'i', 'd'):
        return object(out, CFSTR("com.example.c-loopback.model"));
    case FOUR('i', 'c', 'o', 'n'):
        return object(out, icon);
    case FOUR('t', 'r', 'a', 'n'):
        return number(out, FOUR('v', 'i', 'r', 't'));
    case FOUR('a', 'k', 'i', 'n'):
        return list(out, &device, sizeof device);
    case FOUR('l', 'i', 'v', 'n'):
        return number(out, 1);
    case FOUR('g', 'o', 'i', 'n'):
        pthread_mutex_lock(&lock);
        number(out, running > 0);
        pthread_mutex_unlock(&lock);
        return 0;
    case FOUR('d', 'f', 'l', 't'):
    case FOUR('s', 'f', 'l', 't'):
        return is_side(address->mScope) ? number(out, 1) : kUnknownProperty;
    case FOUR('l', 't', 'n', 'c'):
    case FOUR('s', 'a', 'f', 't'):
        return is_side(address->mScope) ? number(out, 0) : kUnknownProperty;
    case FOUR('o', 'w', 'n', 'd'):
    case FOUR('s', 't', 'm', '#'):
        if (address->mScope == FOUR('i', 'n', 'p', 't'))
            return list(out, &streams[0], sizeof streams[0]);
        if (address->mScope == FOUR('o', 'u', 't', 'p'))
            return list(out, &streams[1], sizeof streams[1]);
        return list(out, streams, sizeof streams);
    case FOUR('c', 't', 'r', 'l'):
        return list(out, NULL, 0);
    case FOUR('c', 'l', 'k', 'd'):
    case FOUR('h', 'i', 'd', 'n'):
        return number(out, 0);
    case FOUR('r', 'i', 'n', 'g'):
        return number(out, kPeriod);
    case FOUR('n', 's', 'r', 't'):
        return settable(out, bytes(out, &rate, sizeof rate));
    case FOUR('n', 's', 'r', '#'): {
        const AudioValueRange ranges[] = {{kRates[0], kRates[0]}, {kRates[1], kRates[1]}};
        return list(out, ranges, sizeof ranges);
    }
    case FOUR('d', 'c', 'h', '2'):
        return is_side(address->mScope) ? bytes(out, channels, sizeof channels) : kUnknownProperty;
    case FOUR('s', 'r', 'n', 'd'): {
        const StereoLayout layout = {0, 0, 2, {{1, 0, {0}}, {2, 0, {0}}}};
        return bytes(out, &layout, sizeof layout);
    }
    default:
        return kUnknownProperty;
    }
}

static OSStatus stream_property(AudioObjectID stream, const AudioObjectPropertyAddress *address, Property *out) {
    AudioStreamBasicDescription now = format(rate);
    switch (address->mSelector) {
    case FOUR('b', 'c', 'l', 's'):
        return number(out, FOUR('a', 'o', 'b', 'j'));
    case FOUR('c', 'l', 'a', 's'):
        return number(out, FOUR('a', 's', 't', 'r'));
    case FOUR('s', 't', 'd', 'v'):
        return number(out, kDevice);
    case FOUR('o', 'w', 'n', 'd'):
        return list(out, NULL, 0);
    case FOUR('s', 'a', 'c', 't'):
        return settable(out, number(out, 1));
    case FOUR('s', 'd', 'i', 'r'):
        return number(out, stream == kInput);
    case FOUR('t', 'e', 'r', 'm'):
        return number(out, stream == kInput ? FOUR('m', 'i', 'c', 'r') : FOUR('s', 'p', 'k', 'r'));
    case FOUR('s', 'c', 'h', 'n'):
        return number(out, 1);
    case FOUR('l', 't', 'n', 'c'):
        return number(out, 0);
    case FOUR('s', 'f', 'm', 't'):
    case FOUR('p', 'f', 't', ' '):
        return settable(out, bytes(out, &now, sizeof now));
    case FOUR('s', 'f', 'm', 'a'):
    case FOUR('p', 'f', 't', 'a'): {
        const AudioStreamRangedDescription formats[] = {{format(kRates[0]), {kRates[0], kRates[0]}},
                                                        {format(kRates[1]), {kRates[1], kRates[1]}}};
        return list(out, formats, sizeof formats);
    }
    default:
        return kUnknownProperty;
    }
}

static OSStatus property(AudioObjectID id, const AudioObjectPropertyAddress *address, UInt32 qualifier_size,
                         const void *qualifier, Property *out) {
    memset(out, 0, sizeof *out);
    if (address == NULL)
        return kIllegalOperation;
    switch (id) {
    case kPlugIn:
        return plug_in_property(address, qualifier_size, qualifier, out);
    case kDevice:
        return device_property(address, out);
    case kInput:
    case kOutput:
        return stream_property(id, address, out);
    default:
        return kBadObject;
    }
}

static Boolean has_property(DriverRef self, AudioObjectID id, pid_t client, const AudioObjectPropertyAddress *address) {
    (void)self, (void)client;
    Property found;
    return property(id, address, 0, NULL, &found) == 0;
}

static OSStatus is_settable(DriverRef self, AudioObjectID id, pid_t client, const AudioObjectPropertyAddress *address,
                            Boolean *out) {
    (void)self, (void)client;
    Property found;
    OSStatus status = property(id, address, 0, NULL, &found);
    if (status == 0 && out == NULL)
        status = kIllegalOperation;
    if (status == 0)
        *out = found.is_settable != 0;
    return status;
}

static OSStatus get_size(DriverRef self, AudioObjectID id, pid_t client, const AudioObjectPropertyAddress *address,
                         UInt32 qualifier_size, const void *qualifier, UInt32 *out) {
    (void)self, (void)client;
    Property found;
    OSStatus status = property(id, address, qualifier_size, qualifier, &found);
    if (status == 0 && out == NULL)
        status = kIllegalOperation;
    if (status == 0)
        *out = found.size;
    return status;
}

static OSStatus get_property(DriverRef self, AudioObjectID id, pid_t client, const AudioObjectPropertyAddress *address,
                             UInt32 qualifier_size, const void *qualifier, UInt32 room, UInt32 *size, void *out) {
    (void)self, (void)client;
    Property found;
    OSStatus status = property(id, address, qualifier_size, qualifier, &found);
    if (status != 0)
        return status;
    if (size == NULL || (out == NULL && found.size > 0))
        return kIllegalOperation;
    if (id == kPlugIn && address->mSelector == FOUR('u', 'i', 'd', 'd') && qualifier == NULL)
        return kBadPropertySize;
    if (room < found.size) {
        if (!found.is_list)
            return kBadPropertySize;
        UInt32 item = address->mSelector == FOUR('n', 's', 'r', '#')   ? sizeof(AudioValueRange)
                      : found.size % sizeof(AudioStreamRangedDescription) ? sizeof(UInt32)
                                                                          : sizeof(AudioStreamRangedDescription);
        found.size = room / item * item;
    }
    if (found.object != NULL)
        CFRetain(found.object);
    if (found.size > 0)
        memcpy(out, found.bytes, found.size);
    *size = found.size;
    return 0;
}

static OSStatus request_rate(Float64 wanted) {
    for (UInt32 index = 0; index < sizeof kRates / sizeof kRates[0]; index++)
        if (wanted == kRates[index])
            return wanted == rate ? 0 : host->RequestDeviceConfigurationChange(host, kDevice, (UInt64)wanted, NULL);
    return kIllegalOperation;
}

static OSStatus set_property(DriverRef self, AudioObjectID id, pid_t client, const AudioObjectPropertyAddress *address,
                             UInt32 qualifier_size, const void *qualifier, UInt32 size, const void *data) {
    (void)self, (void)client;
    Property found;
    OSStatus status = property(id, address, qualifier_size, qualifier, &found);
    if (status != 0)
        return status;
    if (!found.is_settable)
        return kUnknownProperty;
    if (data == NULL)
        return kIllegalOperation;
    if (size != found.size)
        return kBadPropertySize;
    if (id == kDevice) {
        Float64 wanted;
        memcpy(&wanted, data, sizeof wanted);
        return request_rate(wanted);
    }
    if (size == sizeof(AudioStreamBasicDescription)) {
        AudioStreamBasicDescription wanted, own;
        memcpy(&wanted, data, sizeof wanted);
        own = format(wanted.mSampleRate);
        return memcmp(&wanted, &own, sizeof own) ? kUnsupportedFormat : request_rate(wanted.mSampleRate);
    }
    return 0;
}

/* ---- Devices, clients, configuration ---- */

static OSStatus create_device(DriverRef self, CFDictionaryRef description, const AudioServerPlugInClientInfo *client,
                              AudioObjectID *out) {
    (void)self, (void)description, (void)client, (void)out;
    return kUnsupportedOperation;
}

static OSStatus destroy_device(DriverRef self, AudioObjectID device) {
    (void)self, (void)device;
    return kUnsupportedOperation;
}

/* Clients by number, with their bundle id: a number as key, a string or null as value. */
static OSStatus add_client(DriverRef self, AudioObjectID device, const AudioServerPlugInClientInfo *client) {
    (void)self;
    if (device != kDevice)
        return kBadObject;
    if (client == NULL)
        return kIllegalOperation;
    CFNumberRef id = CFNumberCreate(NULL, kCFNumberSInt32Type, &client->mClientID);
    pthread_mutex_lock(&lock);
    CFDictionarySetValue(clients, id, client->mBundleID ? (CFTypeRef)client->mBundleID : kCFNull);
    pthread_mutex_unlock(&lock);
    CFRelease(id);
    return 0;
}

static OSStatus remove_client(DriverRef self, AudioObjectID device, const AudioServerPlugInClientInfo *client) {
    (void)self;
    if (device != kDevice)
        return kBadObject;
    if (client == NULL)
        return kIllegalOperation;
    CFNumberRef id = CFNumberCreate(NULL, kCFNumberSInt32Type, &client->mClientID);
    pthread_mutex_lock(&lock);
    Boolean known = CFDictionaryContainsKey(clients, id);
    CFDictionaryRemoveValue(clients, id);
    pthread_mutex_unlock(&lock);
    CFRelease(id);
    return known ? 0 : kIllegalOperation;
}

static OSStatus perform(DriverRef self, AudioObjectID device, UInt64 action, void *info) {
    (void)self, (void)info;
    if (device != kDevice)
        return kBadObject;
    rate = (Float64)action;
    pthread_mutex_lock(&lock);
    anchor = 0;
    pthread_mutex_unlock(&lock);
    for (int frame = 0; frame < kRing; frame++)
        atomic_store(&times[frame], -1);
    return 0;
}

static OSStatus abort_change(DriverRef self, AudioObjectID device, UInt64 action, void *info) {
    (void)self, (void)action, (void)info;
    return device == kDevice ? 0 : kBadObject;
}

/* ---- I/O ---- */

static OSStatus start_io(DriverRef self, AudioObjectID device, UInt32 client) {
    (void)self, (void)client;
    if (device != kDevice)
        return kBadObject;
    pthread_mutex_lock(&lock);
    running++;
    if (anchor == 0)
        anchor = mach_absolute_time();
    pthread_mutex_unlock(&lock);
    return 0;
}

static OSStatus stop_io(DriverRef self, AudioObjectID device, UInt32 client) {
    (void)self, (void)client;
    if (device != kDevice)
        return kBadObject;
    pthread_mutex_lock(&lock);
    OSStatus status = running == 0 ? kIllegalOperation : 0;
    if (status == 0)
        running--;
    pthread_mutex_unlock(&lock);
    return status;
}

static UInt64 time_of_period(UInt64 period) {
    return anchor + (UInt64)((Float64)period * kPeriod * (ticks_per_second / rate));
}

static OSStatus zero_time_stamp(DriverRef self, AudioObjectID device, UInt32 client, Float64 *sample, UInt64 *time,
                                UInt64 *seed) {
    (void)self, (void)client;
    if (device != kDevice)
        return kBadObject;
    if (sample == NULL || time == NULL || seed == NULL)
        return kIllegalOperation;
    Float64 elapsed = (Float64)(mach_absolute_time() - anchor) * (rate / ticks_per_second);
    UInt64 period = (UInt64)(elapsed / kPeriod);
    /* The arithmetic rounds: the period may be one too many or too few. */
    while (period > 0 && time_of_period(period) > mach_absolute_time())
        period--;
    while (time_of_period(period + 1) <= mach_absolute_time())
        period++;
    *sample = (Float64)period * kPeriod;
    *time = time_of_period(period);
    *seed = 1 + (UInt64)rate;
    return 0;
}

static int is_ours(UInt32 operation) {
    return operation == FOUR('r', 'e', 'a', 'd') || operation == FOUR('r', 'i', 't', 'e');
}

static OSStatus will_do(DriverRef self, AudioObjectID device, UInt32 client, UInt32 operation, Boolean *does,
                        Boolean *in_place) {
    (void)self, (void)client;
    if (device != kDevice)
        return kBadObject;
    if (does != NULL)
        *does = is_ours(operation) != 0;
    if (in_place != NULL)
        *in_place = 1;
    return 0;
}

static OSStatus begin_or_end(DriverRef self, AudioObjectID device, UInt32 client, UInt32 operation, UInt32 count,
                             const AudioServerPlugInIOCycleInfo *cycle) {
    (void)self, (void)client, (void)operation, (void)count, (void)cycle;
    return device == kDevice ? 0 : kBadObject;
}

static OSStatus do_io(DriverRef self, AudioObjectID device, AudioObjectID stream, UInt32 client, UInt32 operation,
                      UInt32 count, const AudioServerPlugInIOCycleInfo *cycle, void *buffer, void *secondary) {
    (void)self, (void)client, (void)secondary;
    if (device != kDevice || stream != (operation == FOUR('r', 'e', 'a', 'd') ? kInput : kOutput))
        return kBadObject;
    if (cycle == NULL || buffer == NULL || !is_ours(operation))
        return kIllegalOperation;
    Float32 *samples = buffer;
    int is_read = operation == FOUR('r', 'e', 'a', 'd');
    int64_t first = (int64_t)floor(is_read ? cycle->mInputTime.mSampleTime : cycle->mOutputTime.mSampleTime);
    for (UInt32 frame = 0; frame < count; frame++) {
        int64_t time = first + frame;
        size_t place = (size_t)((time % kRing + kRing) % kRing);
        Float32 *here = &samples[frame * kChannels];
        if (!is_read) {
            memcpy(frames[place], here, sizeof frames[place]);
            atomic_store_explicit(&times[place], time, memory_order_release);
        } else if (time >= 0 && atomic_load_explicit(&times[place], memory_order_acquire) == time) {
            memcpy(here, frames[place], sizeof frames[place]);
        } else {
            memset(here, 0, sizeof frames[place]);
        }
    }
    return 0;
}

/* ---- The interface ---- */

static HRESULT query_interface(void *self, REFIID id, void **out);

static ULONG add_reference(void *self) {
    (void)self;
    return ++references;
}

static ULONG release(void *self) {
    (void)self;
    return references > 0 ? --references : 0;
}

static Interface interface = {
    NULL,         query_interface, add_reference, release,      initialize,      create_device,   destroy_device,
    add_client,   remove_client,   perform,       abort_change, has_property,    is_settable,     get_size,
    get_property, set_property,    start_io,      stop_io,      zero_time_stamp, will_do,         begin_or_end,
    do_io,        begin_or_end};
static Interface *interface_pointer = &interface;

/* Interface ids are compared as objects: the same bytes are the same object. */
static HRESULT query_interface(void *self, REFIID id, void **out) {
    if (out == NULL)
        return kIllegalOperation;
    *out = NULL;
    CFUUIDRef wanted = CFUUIDCreateFromUUIDBytes(NULL, id);
    CFUUIDRef unknown = CFUUIDGetConstantUUIDWithBytes(NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46);
    CFUUIDRef driver = CFUUIDGetConstantUUIDWithBytes(NULL, 0xEE, 0xA5, 0x77, 0x3D, 0xCC, 0x43, 0x49, 0xF1, 0x8E, 0x00,
                                                      0x8F, 0x96, 0xE7, 0xD2, 0x3B, 0x17);
    int is_known = CFEqual(wanted, unknown) || CFEqual(wanted, driver);
    CFRelease(wanted);
    if (!is_known)
        return kNoInterface;
    add_reference(self);
    *out = self;
    return 0;
}

void *CLoopback_Create(CFAllocatorRef allocator, CFUUIDRef type);

void *CLoopback_Create(CFAllocatorRef allocator, CFUUIDRef type) {
    (void)allocator;
    CFUUIDRef driver = CFUUIDCreateFromString(NULL, CFSTR("443ABAB8-E7B3-491A-B985-BEB9187030DB"));
    int is_ours = type != NULL && CFEqual(type, driver);
    CFRelease(driver);
    if (!is_ours)
        return NULL;
    CFUUIDRef factory = CFUUIDCreateFromString(NULL, CFSTR("5F6E2B5A-0F0C-4C57-9C6A-1D2C0B6A7E11"));
    CFPlugInAddInstanceForFactory(factory);
    CFRelease(factory);
    add_reference(&interface_pointer);
    return &interface_pointer;
}
