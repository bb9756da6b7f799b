//! Which I/O call of a driver the current thread is in, and what was seen there.
//!
//! The thread's mark is a plain pointer without a destructor, so that an allocator may look at it at any time, even while a thread
//! begins or ends. It points to a [`Watch`] on the stack of the call.

use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};
use std::ptr;

use super::time::{Spent, Stopwatch};
use super::{stack, system_calls};

thread_local! {
    static CURRENT: Cell<*const Watch> = const { Cell::new(ptr::null()) };
}

/// What a driver did in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Allocated {
        how: &'static str,
        bytes: usize,
    },
    #[allow(dead_code, reason = "made on Linux on x86-64 only")]
    Called {
        number: i64,
    },
}

impl Act {
    /// Acts of one kind in one call are one finding.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Act::Allocated { how, .. } => how,
            Act::Called { .. } => "system call",
        }
    }

    /// Whether the stack can be taken there, which takes memory.
    fn has_stack(self) -> bool {
        !matches!(self, Act::Called { number } if system_calls::is_of_allocator(number))
    }
}

/// What was seen of one kind: the first with its stack, the others counted.
#[derive(Debug, Default)]
pub(super) struct Seen {
    count: Cell<u64>,
    first: RefCell<Option<(Act, Option<Backtrace>)>>,
}

impl Seen {
    fn note(&self, act: Act) {
        if self.count.replace(self.count.get() + 1) == 0 {
            let stack = act.has_stack().then(stack::capture).flatten();
            self.first.replace(Some((act, stack)));
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count.get()
    }

    pub(super) fn into_first(self) -> Option<(Act, Option<Backtrace>)> {
        self.first.into_inner()
    }
}

/// A call that is watched.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pub(super) allocations: Seen,
    pub(super) system_calls: Seen,
    /// What noting took, which is not the driver's.
    own: Cell<Spent>,
}

impl Watch {
    /// What noting took.
    pub(super) fn own(&self) -> Spent {
        self.own.get()
    }

    /// Makes a call of a driver, and notes what this thread does meanwhile: what it allocates, and its system calls if asked for.
    pub(super) fn during<R>(&self, sees_system_calls: bool, call: impl FnOnce() -> R) -> R {
        // Prepared before anything is noted.
        let sees_system_calls = sees_system_calls && system_calls::prepare();
        let _inside = Inside {
            mark: CURRENT.replace(self),
            was_blocked: false,
        };
        if sees_system_calls {
            system_calls::block();
        }
        call()
    }
}

/// Puts the thread back into the state it was in when this is over.
struct Inside {
    mark: *const Watch,
    was_blocked: bool,
}

impl Drop for Inside {
    fn drop(&mut self) {
        system_calls::allow();
        CURRENT.set(self.mark);
        system_calls::restore(self.was_blocked);
    }
}

/// Notes an act of the current thread, if it is in a call that is watched. What noting takes itself is not noted.
#[inline]
pub(super) fn note(act: impl FnOnce() -> Act) {
    let watch = CURRENT.get();
    if !watch.is_null() {
        note_at(watch, act());
    }
}

#[cold]
fn note_at(watch: *const Watch, act: Act) {
    let _unwatched = unwatched();
    // SAFETY: the pointer is that of a Watch whose `during` is under way on this thread: `Inside` takes it back before the Watch can go.
    let watch = unsafe { &*watch };
    let stopwatch = Stopwatch::start();
    match act {
        Act::Allocated { .. } => watch.allocations.note(act),
        Act::Called { .. } => watch.system_calls.note(act),
    }
    watch.own.set(watch.own.get() + stopwatch.stop());
}

/// Lets this thread do anything unseen until the result is dropped.
#[must_use]
pub(super) fn unwatched() -> impl Drop {
    let was_blocked = system_calls::allow();
    Inside {
        mark: CURRENT.replace(ptr::null()),
        was_blocked,
    }
}
