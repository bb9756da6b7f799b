//! The C ABI of macOS AudioServerPlugIns: types, constants, vtables, UUIDs.
//!
//! Everything has the name that Apple's headers give it, so that their documentation can be searched
//! for it, and the value and layout they give it. There is no behaviour here but the showing of codes
//! ([`FourCc`], [`names`]).
//!
//! * [`AudioServerPlugInDriverInterface`] is what a driver provides,
//!   [`AudioServerPlugInHostInterface`] what it may call.
//! * The constants are those of `AudioServerPlugIn.h`, `AudioHardwareBase.h`, `AudioHardware.h`,
//!   `AudioHardwareDeprecated.h` and `CoreAudioBaseTypes.h`, the COM results of `CFPlugInCOM.h`, and the
//!   customary data sources of `IOAudioTypes.h`. [`names::all`] lists them by kind.
//!
//! The crate builds on every platform. It declares no functions to link against.
//!
//! Sizes and offsets are asserted at compile time. For Apple targets `tests/oracle` compares constants
//! and structures with the `objc2` crates, which are generated from Apple's headers.
#![no_std]
#![forbid(unsafe_code)]
#![allow(non_snake_case, non_upper_case_globals)]

mod constants;
mod four_cc;
mod interface;
#[cfg(target_pointer_width = "64")]
mod layout;
pub mod names;
mod structures;
mod types;
mod uuid;

pub use constants::*;
pub use four_cc::FourCc;
pub use interface::*;
pub use structures::*;
pub use types::*;
pub use uuid::*;
