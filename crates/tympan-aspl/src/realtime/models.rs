//! Models: small programs on the parts of this module of which loom tries every order of accesses that the memory model allows.
//!
//! `RUSTFLAGS="--cfg loom" cargo test -p tympan-aspl --release --lib models` runs them; `.ci/weaken` does it with each ordering weakened in turn.

mod gate;
mod latest;
mod published;
mod seqlock;
mod slots;
mod spsc;

use std::sync::Arc;

use loom::cell::UnsafeCell;
use loom::model::Builder;
use loom::thread::{self, JoinHandle};

use super::sync::{FENCES, Fences};

/// Runs a model in every order in which threads are interrupted no more than `interruptions` times where they could go on.
pub(crate) fn check(interruptions: usize, model: impl Fn() + Sync + Send + 'static) {
    let model = Arc::new(model);
    for fences in [Fences::AfterWrites, Fences::BeforeReads] {
        FENCES.set(fences);
        let mut builder = Builder::new();
        builder.preemption_bound = Some(interruptions);
        let model = Arc::clone(&model);
        builder.check(move || model());
    }
}

/// Runs something on a thread of the model's.
pub(crate) fn spawn<T: Send + Sync + 'static>(
    shared: &Arc<T>,
    run: impl FnOnce(&T) + Send + 'static,
) -> JoinHandle<()> {
    let shared = Arc::clone(shared);
    thread::spawn(move || run(&shared))
}

/// A value without any synchronisation of its own: loom objects to two uses, one of them a change, that come in no certain order.
pub(crate) struct Plain<T>(UnsafeCell<T>);

// SAFETY: loom ends a model in which two threads could use it at the same time.
unsafe impl<T: Send> Sync for Plain<T> {}

impl<T: Copy> Plain<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    pub(crate) fn get(&self) -> T {
        // SAFETY: as above.
        self.0.with(|value| unsafe { *value })
    }

    pub(crate) fn set(&self, new: T) {
        // SAFETY: as above.
        self.0.with_mut(|value| unsafe { *value = new });
    }
}
