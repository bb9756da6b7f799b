//! Allocators: there is one, that of the C library, under several names, and one that does nothing.

use std::ffi::c_void;
use std::ptr;

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::class::{self, Class};
use tympan_aspl::cf::portable::object::{self, Object};

use super::abi::{Given, Index, NULL};
use super::constants::{ALLOCATOR, Variable};
use super::{Symbol, functions, variables};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFAllocatorGetDefault,
    CFAllocatorAllocate,
    CFAllocatorReallocate,
    CFAllocatorDeallocate,
    CFAllocatorGetTypeID,
];
pub(super) static VARIABLES: &[Symbol] = variables![
    kCFAllocatorDefault,
    kCFAllocatorSystemDefault,
    kCFAllocatorMalloc,
    kCFAllocatorMallocZone,
    kCFAllocatorNull,
    kCFAllocatorUseContext,
];

static CLASS: Class = Class {
    magic: class::MAGIC,
    version: class::VERSION,
    type_id: ALLOCATOR,
    retain: object::retain,
    release: object::release::<()>,
    retain_count: object::retain_count,
    equal: object::same,
    hash: object::address,
    methods: ptr::null(),
    reserved: [0; 4],
};

static SYSTEM: Object<()> = Object::immortal(&CLASS, ());
static MALLOC: Object<()> = Object::immortal(&CLASS, ());
static NOTHING: Object<()> = Object::immortal(&CLASS, ());
static CONTEXT: Object<()> = Object::immortal(&CLASS, ());

#[unsafe(no_mangle)]
static kCFAllocatorDefault: Variable = Variable::new(NULL);
#[unsafe(no_mangle)]
static kCFAllocatorSystemDefault: Variable = Variable::new(SYSTEM.as_raw());
#[unsafe(no_mangle)]
static kCFAllocatorMalloc: Variable = Variable::new(MALLOC.as_raw());
#[unsafe(no_mangle)]
static kCFAllocatorMallocZone: Variable = Variable::new(MALLOC.as_raw());
#[unsafe(no_mangle)]
static kCFAllocatorNull: Variable = Variable::new(NOTHING.as_raw());
#[unsafe(no_mangle)]
static kCFAllocatorUseContext: Variable = Variable::new(CONTEXT.as_raw());

unsafe extern "C" {
    fn malloc(size: usize) -> *mut c_void;
    fn realloc(memory: *mut c_void, size: usize) -> *mut c_void;
    fn free(memory: *mut c_void);
}

/// The allocator that objects report.
pub(super) fn system() -> CFTypeRef {
    SYSTEM.as_raw()
}

fn is_nothing(allocator: Given) -> bool {
    allocator.raw() == NOTHING.as_raw()
}

/// Gives back memory that C handed over with the allocator that knows how; NULL is the default allocator.
pub(super) fn deallocate(allocator: Given, memory: *mut c_void) {
    if !is_nothing(allocator) {
        // SAFETY: NULL, or memory of this allocator, which is the C library's (promise of the caller).
        unsafe { free(memory) };
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFAllocatorGetDefault() -> CFTypeRef {
    system()
}

#[unsafe(no_mangle)]
extern "C" fn CFAllocatorAllocate(allocator: Given, size: Index, _hint: usize) -> *mut c_void {
    match usize::try_from(size) {
        // SAFETY: takes any size.
        Ok(size) if size > 0 && !is_nothing(allocator) => unsafe { malloc(size) },
        _ => ptr::null_mut(),
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFAllocatorReallocate(
    allocator: Given,
    memory: *mut c_void,
    size: Index,
    _hint: usize,
) -> *mut c_void {
    match usize::try_from(size) {
        // SAFETY: NULL, or memory of this allocator (promise of the caller).
        Ok(size) if size > 0 && !is_nothing(allocator) => unsafe { realloc(memory, size) },
        _ => {
            deallocate(allocator, memory);
            ptr::null_mut()
        }
    }
}

#[unsafe(no_mangle)]
extern "C" fn CFAllocatorDeallocate(allocator: Given, memory: *mut c_void) {
    deallocate(allocator, memory);
}

#[unsafe(no_mangle)]
extern "C" fn CFAllocatorGetTypeID() -> usize {
    ALLOCATOR
}
