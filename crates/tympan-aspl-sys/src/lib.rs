//! The C ABI of macOS AudioServerPlugIns: types, constants, vtables, UUIDs.
//!
//! Everything has the name that Apple's headers give it, so that their documentation can be searched for it, and the
//! value and layout they give it. There is no behaviour here but the showing of codes ([`FourCc`]).
//!
//! * [`AudioServerPlugInDriverInterface`] is what a driver provides, [`AudioServerPlugInHostInterface`] what it may call.
//!
//! The crate builds on every platform. It declares no functions and links nothing.
#![no_std]
#![forbid(unsafe_code)]
#![allow(non_snake_case, non_upper_case_globals)]

mod constants;
mod four_cc;
mod interface;

mod structures;
mod types;
mod uuid;

pub use constants::*;
pub use four_cc::FourCc;
pub use interface::*;
pub use structures::*;
pub use types::*;
pub use uuid::*;
