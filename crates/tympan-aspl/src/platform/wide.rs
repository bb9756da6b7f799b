//! Loops for the widest registers of the processor, where not every processor of the target has them.

/// Runs a loop over samples, compiled a second time for processors with AVX2. What it computes is the same, bit for bit: no operations are fused.
///
/// Any thread. The first call in a process asks the processor, which a virtual machine can make slow; control threads should come first.
#[inline(always)]
pub(crate) fn widely<R>(run: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, as it has just said.
        return unsafe { with_avx2(run) };
    }
    run()
}

/// # Safety
///
/// The processor has AVX2.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn with_avx2<R>(run: impl FnOnce() -> R) -> R {
    run()
}
