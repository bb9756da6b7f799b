//! The C symbols that drivers not made with this framework leave undefined: the CoreFoundation calls usual in drivers, and
//! the clock of the kernel (hal-facts A.12).
//!
//! A driver in C is linked against the CoreFoundation framework, which only macOS has. A program that has these symbols and
//! is linked with `-rdynamic` supplies them to the driver it loads. They are over [`portable`](tympan_aspl::cf::portable), so
//! a driver made with the framework understands the objects of one that is not, and the reverse.
//!
//! One driver of this kind per process: factories, bundles and the clock are the process's.
//!
//! What CoreFoundation leaves undefined, above all NULL where an object is needed, is answered with a line on stderr and a
//! result of zero or NULL, never with a crash.
//!
//! ```
//! # #[cfg(target_os = "linux")] {
//! use tympan_aspl_host::{Clock, Timebase, symbols};
//!
//! // Once, before a driver is loaded.
//! symbols::keep();
//! symbols::set_clock(&Clock::virtual_time(Timebase::NANOSECONDS));
//! # }
//! ```

mod abi;
mod allocator;
mod array;
mod base;
mod bundle;
mod callbacks;
mod constants;
mod data;
mod date;
mod dictionary;
mod encoding;
mod format;
mod number;
mod plug_in;
mod property_list;
mod string;
mod string_mutable;
mod string_search;
mod time;
mod url;
mod uuid;

use std::ffi::c_void;
use std::io::Write;

pub use time::set_clock;

/// Makes the linker keep the symbols: a program that calls this has them. Returns how many there are.
pub fn keep() -> usize {
    // The addresses must be seen to be used, or the table is not kept either.
    std::hint::black_box(TABLES)
        .iter()
        .map(|table| table.len())
        .sum()
}

static TABLES: &[&[Symbol]] = &[
    allocator::SYMBOLS,
    allocator::VARIABLES,
    array::SYMBOLS,
    base::SYMBOLS,
    bundle::SYMBOLS,
    callbacks::SYMBOLS,
    constants::KEYS,
    constants::SYMBOLS,
    data::SYMBOLS,
    date::SYMBOLS,
    dictionary::SYMBOLS,
    format::SYMBOLS,
    number::SYMBOLS,
    plug_in::SYMBOLS,
    property_list::SYMBOLS,
    string::SYMBOLS,
    string_mutable::SYMBOLS,
    string_search::SYMBOLS,
    time::SYMBOLS,
    url::SYMBOLS,
    uuid::SYMBOLS,
];

/// The address of an exported function or variable.
#[derive(Clone, Copy)]
struct Symbol(#[expect(dead_code, reason = "only there to be linked")] *const c_void);

// SAFETY: never read through.
unsafe impl Sync for Symbol {}

/// The addresses of functions, for a table.
macro_rules! functions {
    ($($name:path),* $(,)?) => {
        &[$($crate::symbols::Symbol($name as *const std::ffi::c_void)),*]
    };
}
use functions;

/// The addresses of variables, for a table.
macro_rules! variables {
    ($($name:path),* $(,)?) => {
        &[$($crate::symbols::Symbol((&raw const $name).cast())),*]
    };
}
use variables;

/// Tells the driver's author about a call that CoreFoundation leaves undefined.
fn complain(function: &str, what: &str) {
    // Nobody may be listening; that is no reason to fail.
    let _ = writeln!(std::io::stderr(), "tympan-aspl: {function} {what}");
}
