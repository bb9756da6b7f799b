//! CoreFoundation objects in ordinary Rust, for every system but Apple's.
//!
//! The first word of every object points to a [`Class`]: a versioned table of C functions. Nothing here reads
//! another object in any other way, so objects made by another library, or by another build of this one, can be passed
//! in and out, and a constant string that a C compiler laid out is an object like any other (hal-facts A.12).
//! Type ids are fixed numbers.
//!
//! Reference counts are thread safe; objects do not change after they are made, unless a host gives them a class of
//! its own. [`live_objects`] counts what this library made and has not freed yet: a leak or an over-release shows.
//!
//! A host that supplies C symbols over this module adds its own classes with [`object::create`].

pub mod array;
pub mod boolean;
pub mod bundle;
pub mod class;
pub mod constant_string;
pub mod data;
pub mod date;
pub mod dictionary;
pub mod null;
pub mod number;
pub mod object;
pub mod reference;
pub mod string;
pub mod url;
pub mod uuid;

mod hashing;
#[cfg(not(feature = "core-foundation"))]
pub(super) mod provider;

pub use bundle::{BundleError, register_bundle};
pub use class::Class;
pub use object::{live_objects, over_releases};
pub use reference::Reference;
