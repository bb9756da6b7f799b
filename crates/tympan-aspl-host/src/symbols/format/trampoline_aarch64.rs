//! The functions with a variable number of arguments, for AArch64 (AAPCS64, Linux).
//!
//! Three arguments are named, so the others are in the registers from the fourth on and on the stack. A `va_list` is 32 bytes:
//! the place of the arguments on the stack, the ends of the areas of saved general and vector registers, and how far before
//! those ends the next argument is.

use std::arch::global_asm;

use super::{CFStringAppendFormatAndArguments, CFStringCreateWithFormatAndArguments};

unsafe extern "C" {
    pub(super) fn CFStringCreateWithFormat();
    pub(super) fn CFStringAppendFormat();
}

macro_rules! trampoline {
    ($name:literal, $target:path) => {
        global_asm!(
            concat!(".globl ", $name),
            concat!(".type ", $name, ", %function"),
            concat!($name, ":"),
            ".cfi_startproc",
            "stp x29, x30, [sp, #-256]!",
            ".cfi_def_cfa_offset 256",
            ".cfi_offset x29, -256",
            ".cfi_offset x30, -248",
            "mov x29, sp",
            // Saved registers: eight of 8 bytes, eight of 16.
            "stp x0, x1, [sp, #16]",
            "stp x2, x3, [sp, #32]",
            "stp x4, x5, [sp, #48]",
            "stp x6, x7, [sp, #64]",
            "stp q0, q1, [sp, #80]",
            "stp q2, q3, [sp, #112]",
            "stp q4, q5, [sp, #144]",
            "stp q6, q7, [sp, #176]",
            // The list: five general registers are left, and all vector registers.
            "add x9, sp, #256",
            "str x9, [sp, #208]",
            "add x9, sp, #80",
            "str x9, [sp, #216]",
            "add x9, sp, #208",
            "str x9, [sp, #224]",
            "mov w9, #-40",
            "str w9, [sp, #232]",
            "mov w9, #-128",
            "str w9, [sp, #236]",
            // A structure of this size is passed by its address.
            "add x3, sp, #208",
            "bl {target}",
            "ldp x29, x30, [sp], #256",
            ".cfi_def_cfa_offset 0",
            ".cfi_restore x29",
            ".cfi_restore x30",
            "ret",
            ".cfi_endproc",
            concat!(".size ", $name, ", . - ", $name),
            target = sym $target,
        );
    };
}

trampoline!(
    "CFStringCreateWithFormat",
    CFStringCreateWithFormatAndArguments
);
trampoline!("CFStringAppendFormat", CFStringAppendFormatAndArguments);
