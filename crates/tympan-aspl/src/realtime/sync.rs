//! The one place from which the parts of this module take their atomics, so that a model checker's
//! can be put in their stead.

#[cfg(all(test, loom))]
mod model;
#[cfg(not(all(test, loom)))]
mod real;

#[cfg(all(test, loom))]
pub(crate) use model::*;
#[cfg(not(all(test, loom)))]
pub(crate) use real::*;

pub(crate) use core::sync::atomic::Ordering;
