//! The variables that C reads: booleans, keys, and the class of constant strings.

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::Class;
use tympan_aspl::cf::portable::constant_string::{self, Constant};
use tympan_aspl::cf::portable::object::Object;
use tympan_aspl::cf::portable::{boolean, null, number};

use super::{Symbol, variables};

pub(super) static SYMBOLS: &[Symbol] = variables![
    __CFConstantStringClassReference,
    kCFBooleanTrue,
    kCFBooleanFalse,
    kCFNull,
    kCFNumberNaN,
    kCFNumberPositiveInfinity,
    kCFNumberNegativeInfinity,
    kCFCoreFoundationVersionNumber,
    kCFAbsoluteTimeIntervalSince1970,
    kCFAbsoluteTimeIntervalSince1904,
];

/// The type id of allocators.
pub(super) const ALLOCATOR: usize = 2;

/// A variable that holds a reference to a constant object.
#[derive(Debug)]
#[repr(transparent)]
pub(super) struct Variable(CFTypeRef);

// SAFETY: constant, and so is the object.
unsafe impl Sync for Variable {}

impl Variable {
    pub(super) const fn new(object: CFTypeRef) -> Self {
        Self(object)
    }
}

/// The class of the constant strings that clang lays out in the drivers: they hold this address.
#[unsafe(no_mangle)]
static __CFConstantStringClassReference: Class = constant_string::class();

#[unsafe(no_mangle)]
static kCFBooleanTrue: Variable = Variable(boolean::TRUE.as_raw());
#[unsafe(no_mangle)]
static kCFBooleanFalse: Variable = Variable(boolean::FALSE.as_raw());
#[unsafe(no_mangle)]
static kCFNull: Variable = Variable(null::NULL.as_raw());

static NAN: Object<number::Body> = number::constant(f64::NAN);
static POSITIVE_INFINITY: Object<number::Body> = number::constant(f64::INFINITY);
static NEGATIVE_INFINITY: Object<number::Body> = number::constant(f64::NEG_INFINITY);

#[unsafe(no_mangle)]
static kCFNumberNaN: Variable = Variable(NAN.as_raw());
#[unsafe(no_mangle)]
static kCFNumberPositiveInfinity: Variable = Variable(POSITIVE_INFINITY.as_raw());
#[unsafe(no_mangle)]
static kCFNumberNegativeInfinity: Variable = Variable(NEGATIVE_INFINITY.as_raw());

/// Newer than the systems that drivers make a difference for.
#[unsafe(no_mangle)]
static kCFCoreFoundationVersionNumber: f64 = 2_000.0;
#[unsafe(no_mangle)]
static kCFAbsoluteTimeIntervalSince1970: f64 = 978_307_200.0;
#[unsafe(no_mangle)]
static kCFAbsoluteTimeIntervalSince1904: f64 = 3_061_152_000.0;

/// Constant strings, each with a variable that holds it.
macro_rules! keys {
    ($($name:ident = $text:literal;)*) => {
        $(
            #[unsafe(no_mangle)]
            static $name: Variable = {
                static TEXT: Constant = Constant::ascii(&__CFConstantStringClassReference, $text);
                Variable(TEXT.as_raw())
            };
        )*
        pub(super) static KEYS: &[Symbol] = variables![$($name),*];
    };
}

keys! {
    kCFRunLoopDefaultMode = c"kCFRunLoopDefaultMode";
    kCFRunLoopCommonModes = c"kCFRunLoopCommonModes";
    kCFBundleIdentifierKey = c"CFBundleIdentifier";
    kCFBundleVersionKey = c"CFBundleVersion";
    kCFBundleNameKey = c"CFBundleName";
    kCFBundleExecutableKey = c"CFBundleExecutable";
    kCFBundleInfoDictionaryVersionKey = c"CFBundleInfoDictionaryVersion";
    kCFBundleDevelopmentRegionKey = c"CFBundleDevelopmentRegion";
    kCFBundleLocalizationsKey = c"CFBundleLocalizations";
    kCFPlugInFactoriesKey = c"CFPlugInFactories";
    kCFPlugInTypesKey = c"CFPlugInTypes";
    kCFPlugInDynamicRegistrationKey = c"CFPlugInDynamicRegistration";
    kCFPlugInDynamicRegisterFunctionKey = c"CFPlugInDynamicRegisterFunction";
    kCFPlugInUnloadFunctionKey = c"CFPlugInUnloadFunction";
}
