//! What a panic of author code carries, and how to get rid of it.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

/// The value of a panic. It is the author's, so that freeing it runs the author's code and is not for the I/O path.
pub(crate) type Panic = Box<dyn Any + Send>;

/// What the panic says.
pub(crate) fn message(panic: &Panic) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is no text")
}

/// How often a value that was left by the freeing of another is freed in turn.
const ATTEMPTS: usize = 3;

/// Frees the value. That can panic too and leave another one, and so on; what is left in the end is left alone.
pub(crate) fn discard(mut panic: Panic) {
    for _ in 0..ATTEMPTS {
        match panic::catch_unwind(AssertUnwindSafe(|| drop(panic))) {
            Ok(()) => return,
            Err(another) => panic = another,
        }
    }
    core::mem::forget(panic);
}
