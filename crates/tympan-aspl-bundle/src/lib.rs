//! Builds `.driver` bundles of AudioServerPlugIns, and reads them.
//!
//! A driver's library says itself what its bundle has to say: `tympan_aspl::export!` leaves a [`DriverRecord`] in it, and
//! [`Bundle::write`] takes from there who the driver is. The rest of `Info.plist` and the resources are what [`Metadata`] says,
//! `[package.metadata.aspl]` of the driver's `Cargo.toml`. [`Workspace`] finds the drivers of a cargo workspace and builds them.
//! [`Bundle::open`] checks a bundle, made by anyone, without loading it; [`examination`] says everything that is wrong with one.
//!
//! A bundle is for a [`Target`]: this machine (ELF on Linux), or macOS, for which it is built on any system: its library is of the Mach-O type
//! `MH_BUNDLE`, as reports on whether the real host loads another conflict (hal-facts A.2). Nothing made here has been loaded on a Mac.
//!
//! All of this blocks: it reads and writes files, and waits for cargo.
#![forbid(unsafe_code)]

mod atomic;
mod build;
mod bundle;
mod error;
pub mod examination;
mod info_plist;
mod library;
mod link;
mod metadata;
pub mod package;
mod record;
mod resources;
pub mod signing;
mod system;
mod target;
#[cfg(test)]
mod test_support;
mod toolchain;
mod universal;
mod workspace;

pub use atomic::AtomicFile;
pub use build::{BuildOptions, Built};
pub use bundle::Bundle;
pub use error::{Error, ErrorKind, Result};
pub use info_plist::InfoPlist;
pub use library::{Library, LibraryFormat};
pub use link::{Imports, Linker};
pub use metadata::Metadata;
pub use record::DriverRecord;
pub use system::{Call, Ran, System, ThisSystem};
pub use target::Target;
pub use toolchain::Toolchain;
pub use workspace::{DriverPackage, Workspace};
