//! The C library's allocator, looked at: the allocations of drivers that are loaded, in whatever language they are written.
//!
//! The dynamic linker binds a library's `malloc` to that of the program, if the program has one. This one notes the call and lets the
//! C library do it, so memory may be taken here and given back there.

use std::ffi::{c_int, c_void};
use std::hint::black_box;

use super::allocator::noted;

unsafe extern "C" {
    fn __libc_malloc(size: usize) -> *mut c_void;
    fn __libc_calloc(count: usize, size: usize) -> *mut c_void;
    fn __libc_realloc(pointer: *mut c_void, size: usize) -> *mut c_void;
    fn __libc_memalign(alignment: usize, size: usize) -> *mut c_void;
    fn __libc_free(pointer: *mut c_void);
}

/// Links these functions into a program; they are at work from its start. How many there are.
#[must_use]
pub fn keep() -> usize {
    let functions = [
        malloc as *const c_void,
        calloc as *const c_void,
        realloc as *const c_void,
        memalign as *const c_void,
        aligned_alloc as *const c_void,
        posix_memalign as *const c_void,
        free as *const c_void,
    ];
    black_box(functions).len()
}

#[unsafe(no_mangle)]
extern "C" fn malloc(size: usize) -> *mut c_void {
    let _unwatched = noted("malloc", size);
    // SAFETY: any size may be asked for.
    unsafe { __libc_malloc(size) }
}

#[unsafe(no_mangle)]
extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    let _unwatched = noted("calloc", count.saturating_mul(size));
    // SAFETY: any size may be asked for.
    unsafe { __libc_calloc(count, size) }
}

/// # Safety
///
/// As in C: the pointer is NULL or from this allocator, and is not used any more.
#[unsafe(no_mangle)]
unsafe extern "C" fn realloc(pointer: *mut c_void, size: usize) -> *mut c_void {
    let _unwatched = noted("realloc", size);
    // SAFETY: the caller's promise.
    unsafe { __libc_realloc(pointer, size) }
}

#[unsafe(no_mangle)]
extern "C" fn memalign(alignment: usize, size: usize) -> *mut c_void {
    let _unwatched = noted("memalign", size);
    // SAFETY: any size may be asked for; the C library looks at the alignment.
    unsafe { __libc_memalign(alignment, size) }
}

#[unsafe(no_mangle)]
extern "C" fn aligned_alloc(alignment: usize, size: usize) -> *mut c_void {
    let _unwatched = noted("aligned_alloc", size);
    // SAFETY: as in memalign.
    unsafe { __libc_memalign(alignment, size) }
}

/// # Safety
///
/// As in C: there is place for the pointer.
#[unsafe(no_mangle)]
unsafe extern "C" fn posix_memalign(
    place: *mut *mut c_void,
    alignment: usize,
    size: usize,
) -> c_int {
    let _unwatched = noted("posix_memalign", size);
    if !alignment.is_power_of_two() || alignment < size_of::<*mut c_void>() {
        return libc::EINVAL;
    }
    // SAFETY: as in memalign.
    let pointer = unsafe { __libc_memalign(alignment, size) };
    if pointer.is_null() {
        return libc::ENOMEM;
    }
    // SAFETY: the caller's promise.
    unsafe { place.write(pointer) };
    0
}

/// # Safety
///
/// As in C: the pointer is NULL or from this allocator, and is not used any more.
#[unsafe(no_mangle)]
unsafe extern "C" fn free(pointer: *mut c_void) {
    if pointer.is_null() {
        return;
    }
    let _unwatched = noted("free", 0);
    // SAFETY: the caller's promise.
    unsafe { __libc_free(pointer) }
}
