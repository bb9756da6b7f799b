//! The functions with a variable number of arguments, for x86-64 (System V).
//!
//! Three arguments are named, so the others are in the registers from the fourth on, in the vector registers if `al` says
//! so, and on the stack. A `va_list` is 24 bytes: two offsets into the area of saved registers, the place of the arguments on
//! the stack, and the place of that area.

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
            concat!(".type ", $name, ", @function"),
            concat!($name, ":"),
            ".cfi_startproc",
            "sub rsp, 216",
            ".cfi_adjust_cfa_offset 216",
            // The area of saved registers: six of 8 bytes, eight of 16.
            "mov [rsp], rdi",
            "mov [rsp + 8], rsi",
            "mov [rsp + 16], rdx",
            "mov [rsp + 24], rcx",
            "mov [rsp + 32], r8",
            "mov [rsp + 40], r9",
            "test al, al",
            "je 2f",
            "movaps [rsp + 48], xmm0",
            "movaps [rsp + 64], xmm1",
            "movaps [rsp + 80], xmm2",
            "movaps [rsp + 96], xmm3",
            "movaps [rsp + 112], xmm4",
            "movaps [rsp + 128], xmm5",
            "movaps [rsp + 144], xmm6",
            "movaps [rsp + 160], xmm7",
            "2:",
            // The list: three registers are used up; the stack begins above the return address.
            "mov dword ptr [rsp + 176], 24",
            "mov dword ptr [rsp + 180], 48",
            "lea rax, [rsp + 224]",
            "mov [rsp + 184], rax",
            "mov [rsp + 192], rsp",
            "lea rcx, [rsp + 176]",
            "call {target}",
            "add rsp, 216",
            ".cfi_adjust_cfa_offset -216",
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
