//! Reads the arguments of a C function with a variable number of them: the `va_list` of the platform.

use std::ffi::{c_char, c_void};

use crate::symbols::abi::{Given, In, Text};

/// `va_list` on x86-64 (System V).
#[cfg(not(target_arch = "aarch64"))]
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct VaList {
    general_offset: u32,
    vector_offset: u32,
    stack: *const u8,
    saved: *const u8,
}

/// `va_list` on AArch64 (AAPCS64, Linux).
#[cfg(target_arch = "aarch64")]
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct VaList {
    stack: *const u8,
    general_end: *const u8,
    vector_end: *const u8,
    general_offset: i32,
    vector_offset: i32,
}

/// The arguments that are left.
#[derive(Debug)]
pub struct Arguments {
    list: *mut VaList,
}

impl Arguments {
    /// # Safety
    /// The list lives as long as the value, and its arguments are read as what they are.
    pub unsafe fn new(list: *mut VaList) -> Self {
        Self { list }
    }

    /// The next argument on the stack.
    fn on_stack(list: &mut VaList) -> *const u8 {
        let place = list.stack;
        // SAFETY: the argument is there, and takes 8 bytes (promise of `new`'s caller).
        list.stack = unsafe { place.add(8) };
        place
    }

    #[cfg(not(target_arch = "aarch64"))]
    fn general_place(list: &mut VaList) -> *const u8 {
        if list.general_offset >= 48 {
            return Self::on_stack(list);
        }
        // SAFETY: within the area of saved registers: the first 48 bytes are the general ones.
        let place = unsafe { list.saved.add(list.general_offset as usize) };
        list.general_offset += 8;
        place
    }

    #[cfg(not(target_arch = "aarch64"))]
    fn vector_place(list: &mut VaList) -> *const u8 {
        if list.vector_offset >= 176 {
            return Self::on_stack(list);
        }
        // SAFETY: within the area of saved registers: bytes 48 to 176 are the vector ones.
        let place = unsafe { list.saved.add(list.vector_offset as usize) };
        list.vector_offset += 16;
        place
    }

    #[cfg(target_arch = "aarch64")]
    fn general_place(list: &mut VaList) -> *const u8 {
        if list.general_offset >= 0 {
            return Self::on_stack(list);
        }
        // SAFETY: within the area of saved registers: the offset is negative and counts from its end.
        let place = unsafe { list.general_end.offset(list.general_offset as isize) };
        list.general_offset += 8;
        place
    }

    #[cfg(target_arch = "aarch64")]
    fn vector_place(list: &mut VaList) -> *const u8 {
        if list.vector_offset >= 0 {
            return Self::on_stack(list);
        }
        // SAFETY: within the area of saved registers: the offset is negative and counts from its end.
        let place = unsafe { list.vector_end.offset(list.vector_offset as isize) };
        list.vector_offset += 16;
        place
    }

    /// Reads eight bytes at the place that `place` finds.
    fn next(&mut self, place: fn(&mut VaList) -> *const u8) -> [u8; 8] {
        // SAFETY: the list lives (promise of `new`'s caller), and nobody else uses it during the call.
        let place = place(unsafe { &mut *self.list });
        // SAFETY: every argument takes at least eight bytes (promise of `new`'s caller).
        unsafe { place.cast::<[u8; 8]>().read() }
    }

    /// The next integer; of a short one only the low bits mean something.
    pub fn integer(&mut self) -> u64 {
        u64::from_ne_bytes(self.next(Self::general_place))
    }

    /// The next floating-point number.
    pub fn float(&mut self) -> f64 {
        f64::from_ne_bytes(self.next(Self::vector_place))
    }

    fn pointer(&mut self) -> *const c_void {
        self.integer() as *const c_void
    }

    /// The next object.
    pub fn object(&mut self) -> Given {
        // SAFETY: the format says that it is one (promise of `new`'s caller).
        unsafe { Given::new(self.pointer()) }
    }

    /// The next C string.
    pub fn text(&mut self) -> Text {
        // SAFETY: as above.
        unsafe { Text::new(self.pointer().cast::<c_char>()) }
    }

    /// The next string of UTF-16 units.
    pub fn units(&mut self) -> In<u16> {
        // SAFETY: as above.
        unsafe { In::<u16>::new(self.pointer().cast::<u16>()) }
    }
}
