//! The C symbols, called by code in C: compiled here with `CC` (`cc` unless set), loaded like a driver.
#![cfg(all(feature = "c-symbols", target_os = "linux"))]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::{env, fs};

use libloading::Library;
use tympan_aspl_host::cf::portable::{live_objects, over_releases, register_bundle};
use tympan_aspl_host::{Clock, Timebase, symbols};

/// One check at a time: the objects are counted.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        assert!(symbols::keep() > 200);
        symbols::set_clock(&Clock::virtual_time(Timebase {
            numerator: 125,
            denominator: 3,
        }));
        let library = compile();
        // SAFETY: the library has nothing that runs when it is loaded.
        unsafe { Library::new(library) }.expect("the exported symbols are all there")
    })
}

fn compile() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("checks-{}.so", std::process::id()));
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let status = Command::new(&compiler)
        .args([
            "-std=gnu11",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-Wno-format",
            "-fPIC",
            "-shared",
            "-I",
        ])
        .arg(here.join("../cargo-aspl/tests/c-driver"))
        .arg(here.join("tests/c_symbols/checks.c"))
        .arg("-o")
        .arg(&library)
        .status()
        .unwrap_or_else(|error| panic!("cannot run {compiler}: {error}"));
    assert!(status.success(), "{compiler} does not compile the checks");
    library
}

/// Runs a check function; everything it makes must be gone afterwards.
fn check(name: &str) {
    let _turn = turn();
    // SAFETY: the functions of the library take nothing and return an int.
    let function =
        unsafe { library().get::<unsafe extern "C" fn() -> i32>(name.as_bytes()) }.unwrap();
    let before = live_objects();
    // SAFETY: as above.
    let failures = unsafe { function() };
    assert_eq!(failures, 0, "{name}: the checks that failed are above");
    assert_eq!(live_objects(), before, "{name} leaves objects behind");
    assert_eq!(over_releases(), 0);
}

/// What hal-facts A.12 lists for the calls usual in drivers.
const NAMES: &str = "
    CFRetain CFRelease CFEqual CFHash CFGetTypeID CFGetRetainCount CFGetAllocator CFShow CFCopyDescription
    CFCopyTypeIDDescription CFAllocatorGetDefault CFAllocatorAllocate CFAllocatorDeallocate
    CFStringCreateWithCString CFStringCreateWithCStringNoCopy CFStringCreateWithBytes CFStringCreateWithCharacters
    CFStringCreateWithSubstring CFStringCreateCopy CFStringCreateMutable CFStringCreateMutableCopy CFStringCreateWithFormat
    CFStringAppendFormat CFStringCreateWithFormatAndArguments CFStringAppend CFStringAppendCString CFStringGetLength
    CFStringGetCharacterAtIndex CFStringGetCharacters CFStringGetCString CFStringGetCStringPtr CFStringGetCharactersPtr
    CFStringGetBytes CFStringCompare CFStringHasPrefix CFStringHasSuffix CFStringFind CFStringGetIntValue
    CFStringGetDoubleValue CFStringGetMaximumSizeForEncoding CFStringGetFileSystemRepresentation
    CFStringCreateArrayBySeparatingStrings CFStringGetSystemEncoding __CFStringMakeConstantString
    CFNumberCreate CFNumberGetValue CFNumberGetType CFNumberGetByteSize CFNumberIsFloatType CFNumberCompare
    CFBooleanGetValue CFDataCreate CFDataCreateWithBytesNoCopy CFDataCreateCopy CFDataCreateMutable
    CFDataCreateMutableCopy CFDataGetLength CFDataGetBytePtr CFDataGetMutableBytePtr CFDataGetBytes CFDataSetLength
    CFDataAppendBytes CFArrayCreate CFArrayCreateCopy CFArrayCreateMutable CFArrayCreateMutableCopy CFArrayGetCount
    CFArrayGetValueAtIndex CFArrayGetValues CFArrayContainsValue CFArrayGetFirstIndexOfValue CFArrayApplyFunction
    CFArrayAppendValue CFArrayInsertValueAtIndex CFArraySetValueAtIndex CFArrayRemoveValueAtIndex CFArrayRemoveAllValues
    CFDictionaryCreate CFDictionaryCreateCopy CFDictionaryCreateMutable CFDictionaryCreateMutableCopy
    CFDictionaryGetCount CFDictionaryContainsKey CFDictionaryGetValue CFDictionaryGetValueIfPresent
    CFDictionaryGetKeysAndValues CFDictionaryApplyFunction CFDictionaryAddValue CFDictionarySetValue
    CFDictionaryReplaceValue CFDictionaryRemoveValue CFDictionaryRemoveAllValues
    CFURLCreateWithFileSystemPath CFURLCreateFromFileSystemRepresentation CFURLCreateWithString CFURLCopyFileSystemPath
    CFURLGetFileSystemRepresentation CFURLGetString CFURLGetBaseURL CFURLCopyAbsoluteURL CFURLCopyPath CFURLCopyScheme
    CFURLCopyLastPathComponent CFURLCreateCopyAppendingPathComponent
    CFUUIDCreate CFUUIDCreateWithBytes CFUUIDCreateFromString CFUUIDCreateString CFUUIDGetUUIDBytes
    CFUUIDCreateFromUUIDBytes CFUUIDGetConstantUUIDWithBytes
    CFBundleGetMainBundle CFBundleGetBundleWithIdentifier CFBundleCreate CFBundleCopyBundleURL
    CFBundleCopyResourcesDirectoryURL CFBundleCopyResourceURL CFBundleCopyExecutableURL CFBundleGetInfoDictionary
    CFBundleGetValueForInfoDictionaryKey CFBundleGetIdentifier CFBundleGetVersionNumber CFBundleCopyLocalizedString
    CFPropertyListCreateWithData CFPropertyListCreateData CFPropertyListCreateDeepCopy CFPropertyListIsValid
    CFDateCreate CFDateGetAbsoluteTime CFDateGetTimeIntervalSinceDate CFDateCompare CFAbsoluteTimeGetCurrent
    CFPlugInAddInstanceForFactory CFPlugInRemoveInstanceForFactory
    CFStringGetTypeID CFNumberGetTypeID CFBooleanGetTypeID CFNullGetTypeID CFDataGetTypeID CFDateGetTypeID
    CFArrayGetTypeID CFDictionaryGetTypeID CFURLGetTypeID CFUUIDGetTypeID CFBundleGetTypeID CFAllocatorGetTypeID
    mach_absolute_time mach_timebase_info
    kCFAllocatorDefault kCFAllocatorSystemDefault kCFAllocatorMalloc kCFAllocatorMallocZone kCFAllocatorNull
    kCFAllocatorUseContext kCFBooleanTrue kCFBooleanFalse kCFNull kCFNumberNaN kCFNumberPositiveInfinity
    kCFNumberNegativeInfinity kCFRunLoopDefaultMode kCFRunLoopCommonModes kCFBundleIdentifierKey kCFBundleVersionKey
    kCFBundleNameKey kCFBundleExecutableKey kCFBundleInfoDictionaryVersionKey kCFBundleDevelopmentRegionKey
    kCFBundleLocalizationsKey kCFPlugInFactoriesKey kCFPlugInTypesKey kCFPlugInDynamicRegistrationKey
    kCFPlugInDynamicRegisterFunctionKey kCFPlugInUnloadFunctionKey kCFTypeArrayCallBacks kCFTypeDictionaryKeyCallBacks
    kCFTypeDictionaryValueCallBacks kCFCopyStringDictionaryKeyCallBacks kCFTypeSetCallBacks
    kCFAbsoluteTimeIntervalSince1970 kCFAbsoluteTimeIntervalSince1904 kCFCoreFoundationVersionNumber
    __CFConstantStringClassReference";

#[test]
fn every_symbol_usual_in_drivers_is_exported() {
    library();
    let program = Library::from(libloading::os::unix::Library::this());
    let is_missing = |name: &&str| {
        // SAFETY: only looked up, never called or read.
        unsafe { program.get::<*const ()>(name.as_bytes()) }.is_err()
    };
    let missing: Vec<&str> = NAMES.split_whitespace().filter(is_missing).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn objects_are_retained_released_and_compared() {
    check("check_base");
}

#[test]
fn a_missing_or_wrong_object_does_not_crash() {
    check("check_missing_objects");
}

#[test]
fn constant_strings_of_the_compiler_are_strings() {
    check("check_constant_strings");
}

#[test]
fn strings_are_made_read_and_searched() {
    check("check_strings");
}

#[test]
fn formats_are_those_of_printf_and_objects() {
    check("check_formats");
}

#[test]
fn numbers_and_dates_convert_as_documented() {
    check("check_numbers");
}

#[test]
fn data_can_be_constant_or_mutable() {
    check("check_data");
}

#[test]
fn arrays_follow_their_callbacks() {
    check("check_arrays");
}

#[test]
fn dictionaries_follow_their_callbacks() {
    check("check_dictionaries");
}

#[test]
fn urls_are_paths_and_back() {
    check("check_urls");
}

#[test]
fn uuids_are_one_object_per_value() {
    check("check_uuids");
}

#[test]
fn bundles_have_resources() {
    let bundle = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checks.driver");
    let contents = bundle.join("Contents");
    fs::create_dir_all(contents.join("Resources/en.lproj")).unwrap();
    fs::create_dir_all(contents.join("Linux")).unwrap();
    let list = |entries: &str| format!("<plist version=\"1.0\"><dict>{entries}</dict></plist>");
    let information = "<key>CFBundleIdentifier</key><string>com.example.checks</string>\
        <key>CFBundleExecutable</key><string>checks</string><key>CFBundleVersion</key><string>1.2.3</string>";
    fs::write(contents.join("Info.plist"), list(information)).unwrap();
    fs::write(contents.join("Linux/checks"), "").unwrap();
    fs::write(contents.join("Resources/icon.icns"), "").unwrap();
    let names = list("<key>name</key><string>Localised</string>");
    fs::write(
        contents.join("Resources/en.lproj/Localizable.strings"),
        names,
    )
    .unwrap();
    {
        let _turn = turn();
        register_bundle(&bundle).unwrap();
    }
    check("check_bundles");
}

#[test]
fn property_lists_are_written_and_read() {
    check("check_property_lists");
}

#[test]
fn the_kernels_clock_is_the_hosts() {
    check("check_time");
}
