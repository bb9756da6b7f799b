//! Copies by assembly: as fast as `memcpy`, and no data race.
//!
//! The compiler knows nothing of what assembly does but what it is told, and it is told that it may access any memory. Here it stands for
//! the loops of [`atomic`](super::atomic), whose relaxed accesses any of these instructions perform (decision record 0019).

use core::arch::asm;

use crate::realtime::sync::AtomicU32;

/// Writes as many samples of the block as there are slots.
pub(super) fn store(slots: &[AtomicU32], block: &[f32]) {
    let count = slots.len().min(block.len());
    let to = slots.as_ptr().cast_mut().cast::<f32>();
    // SAFETY: both are slices of at least `count` samples. The block is borrowed, so nobody writes it; the slots may be written through a shared
    // reference because they are atomic, and whoever else accesses them meanwhile does so atomically.
    unsafe { copy(to, block.as_ptr(), count) };
}

/// Reads as many samples of the block as there are slots.
pub(super) fn load(slots: &[AtomicU32], block: &mut [f32]) {
    let count = slots.len().min(block.len());
    let from = slots.as_ptr().cast::<f32>();
    // SAFETY: both are slices of at least `count` samples. The block is borrowed for us alone; whoever writes the slots meanwhile does so atomically.
    unsafe { copy(block.as_mut_ptr(), from, count) };
}

/// Copies samples, each with one relaxed load and one relaxed store, in any order.
///
/// # Safety
///
/// Both ranges of `count` samples are valid, aligned and do not overlap. Whoever accesses them meanwhile does so atomically, sample by sample.
#[cfg(target_arch = "x86_64")]
unsafe fn copy(to: *mut f32, from: *const f32, count: usize) {
    /// A string instruction takes some 10 ns to get going; from here on it is the fastest.
    const LONG: usize = 256;

    if count >= LONG {
        // The loads and stores of one string instruction have no order among themselves, but they have one to the accesses before and after it.
        // SAFETY: it loads and stores `count` samples, which the caller promises are there. The ABI keeps the direction flag clear.
        unsafe {
            asm!(
                "rep movsd",
                inout("rcx") count => _,
                inout("rdi") to => _,
                inout("rsi") from => _,
                options(nostack, preserves_flags),
            );
        }
        return;
    }
    // SAFETY: `count / 16` times 16 samples and `count % 16` single ones are loaded and stored, which the caller promises are there.
    unsafe {
        asm!(
            "test {blocks}, {blocks}",
            "jz 3f",
            "2:",
            "movups {a}, [{from}]",
            "movups {b}, [{from} + 16]",
            "movups {c}, [{from} + 32]",
            "movups {d}, [{from} + 48]",
            "movups [{to}], {a}",
            "movups [{to} + 16], {b}",
            "movups [{to} + 32], {c}",
            "movups [{to} + 48], {d}",
            "add {from}, 64",
            "add {to}, 64",
            "dec {blocks}",
            "jnz 2b",
            "3:",
            "test {singles}, {singles}",
            "jz 5f",
            "4:",
            "movss {a}, dword ptr [{from}]",
            "movss dword ptr [{to}], {a}",
            "add {from}, 4",
            "add {to}, 4",
            "dec {singles}",
            "jnz 4b",
            "5:",
            blocks = inout(reg) count / 16 => _,
            singles = inout(reg) count % 16 => _,
            from = inout(reg) from => _,
            to = inout(reg) to => _,
            a = out(xmm_reg) _,
            b = out(xmm_reg) _,
            c = out(xmm_reg) _,
            d = out(xmm_reg) _,
            options(nostack),
        );
    }
}

/// Copies samples, each with one relaxed load and one relaxed store, in any order.
///
/// # Safety
///
/// Both ranges of `count` samples are valid, aligned and do not overlap. Whoever accesses them meanwhile does so atomically, sample by sample.
#[cfg(target_arch = "aarch64")]
unsafe fn copy(to: *mut f32, from: *const f32, count: usize) {
    // `ld1` and `st1` access each element by itself; `ldp` would only promise 64-bit accesses, at addresses that are multiples of eight.
    // SAFETY: `count / 16` times 16 samples and `count % 16` single ones are loaded and stored, which the caller promises are there.
    unsafe {
        asm!(
            "cbz {blocks}, 3f",
            "2:",
            "ld1 {{v0.4s, v1.4s, v2.4s, v3.4s}}, [{from}], #64",
            "st1 {{v0.4s, v1.4s, v2.4s, v3.4s}}, [{to}], #64",
            "subs {blocks}, {blocks}, #1",
            "b.ne 2b",
            "3:",
            "cbz {singles}, 5f",
            "4:",
            "ldr s0, [{from}], #4",
            "str s0, [{to}], #4",
            "subs {singles}, {singles}, #1",
            "b.ne 4b",
            "5:",
            blocks = inout(reg) count / 16 => _,
            singles = inout(reg) count % 16 => _,
            from = inout(reg) from => _,
            to = inout(reg) to => _,
            out("v0") _,
            out("v1") _,
            out("v2") _,
            out("v3") _,
            options(nostack),
        );
    }
}
