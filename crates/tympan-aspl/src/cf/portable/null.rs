//! The null object: immortal, one per library.

use super::class::{self, Class};
use super::object::{self, Object};
use crate::cf::CFTypeRef;

static CLASS: Class = Class {
    magic: class::MAGIC,
    version: class::VERSION,
    type_id: class::NULL,
    retain: object::retain,
    release: object::release::<()>,
    retain_count: object::retain_count,
    equal,
    hash,
    methods: std::ptr::null(),
    reserved: [0; 4],
};

/// The null object; a driver in C knows it as `kCFNull`.
pub static NULL: Object<()> = Object::immortal(&CLASS, ());

unsafe extern "C" fn equal(_: CFTypeRef, _: CFTypeRef) -> u8 {
    // Both are null objects, of whatever library.
    1
}

unsafe extern "C" fn hash(_: CFTypeRef) -> usize {
    0
}
