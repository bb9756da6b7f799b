//! The C ABI of macOS AudioServerPlugIns: types, constants, vtables, UUIDs.
#![no_std]
#![forbid(unsafe_code)]
