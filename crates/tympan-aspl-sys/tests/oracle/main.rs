//! Compares the crate with an independent oracle: the `objc2` crates, which a generator made from
//! Apple's headers. Everything that both have is compared, in constant assertions, so that checking
//! this target is the test (on any machine; nothing is linked or run):
//!
//! ```text
//! cargo check --tests -p tympan-aspl-sys --target aarch64-apple-darwin
//! ```
//!
//! Compared are 904 constants (each with its type) and 18 structures (size, alignment, every offset,
//! and the type of every field where both crates name the same one). `tests/oracle_is_complete.rs` checks
//! on every platform that no constant of this crate is missing here.
//!
//! Left out of this crate are, of the oracle's constants: the version of a header, three values of a
//! class that only Objective-C clients use, and the nine deprecated kinds of MPEG-4 data.

#![cfg(target_vendor = "apple")]
// Deprecated names are compared too.
#![allow(deprecated)]

/// Constants of the same name and type. The number of rows is asserted.
macro_rules! equal {
    ($oracle:ident, $count:literal; $( $name:ident; )+) => {
        $(
            const _: () = assert!(tympan_aspl_sys::$name == $oracle::$name, stringify!($name));
        )+
        const _: () = assert!([$( stringify!($name) ),+].len() == $count, "number of rows");
    };
}

/// Constants that the oracle has as values of a type of their own.
macro_rules! equal_enumerated {
    ($oracle:ident, $count:literal; $( $name:ident = $type:ident::$value:ident; )+) => {
        $(
            const _: () = assert!(
                tympan_aspl_sys::$name == $oracle::$type::$value.0,
                stringify!($name)
            );
        )+
        const _: () = assert!([$( stringify!($name) ),+].len() == $count, "number of rows");
    };
}

/// Constants that are C strings.
macro_rules! equal_keys {
    ($oracle:ident, $count:literal; $( $name:ident; )+) => {
        $(
            const _: () = assert!(
                crate::same_text(tympan_aspl_sys::$name, $oracle::$name),
                stringify!($name)
            );
        )+
        const _: () = assert!([$( stringify!($name) ),+].len() == $count, "number of rows");
    };
}

mod core_audio;
mod core_audio_types;
mod structures;

// Two that the macros cannot compare: an enumerator of type `int` there, which is used as an object id,
// and a static.
const _: () = assert!(
    tympan_aspl_sys::kAudioObjectSystemObject == objc2_core_audio::kAudioObjectSystemObject as u32
);
const _: () =
    assert!(tympan_aspl_sys::kAudioStreamAnyRate == objc2_core_audio_types::kAudioStreamAnyRate);

const fn same_text(ours: &core::ffi::CStr, theirs: &core::ffi::CStr) -> bool {
    let (ours, theirs) = (ours.to_bytes(), theirs.to_bytes());
    if ours.len() != theirs.len() {
        return false;
    }
    let mut index = 0;
    while index < ours.len() {
        if ours[index] != theirs[index] {
            return false;
        }
        index += 1;
    }
    true
}
