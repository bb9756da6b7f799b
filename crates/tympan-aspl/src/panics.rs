//! What a panic of author code carries, how to get rid of it, and how it stays quiet on the I/O path.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::realtime::threads::{self, PanicSite};

/// The value of a panic. It is the author's, so that freeing it runs the author's code and is not for the I/O path.
pub(crate) type Panic = Box<dyn Any + Send>;

/// A panic on the I/O path, to be reported and freed elsewhere.
pub(crate) struct IoPanic {
    pub(crate) value: Panic,
    pub(crate) site: PanicSite,
}

/// Sees to it that a panic inside an I/O callback prints nothing where it happens. Panics elsewhere go to the hook that was there before.
///
/// Control threads only.
pub(crate) fn keep_io_quiet() {
    static INSTALLED: Once = Once::new();
    // The hook of a thread that panics cannot be changed.
    if std::thread::panicking() {
        return;
    }
    INSTALLED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !threads::is_inside_io() {
                before(info);
            } else if let Some(location) = info.location() {
                threads::note_panic(location.file(), location.line());
            }
        }));
    });
}

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
