//! `CFStringCreateWithFormat` and `CFStringAppendFormat`: C functions with a variable number of arguments.
//!
//! Rust cannot define such functions, so each is a few instructions that put the argument registers where a `va_list` of the
//! platform's C finds them (`trampoline`), and call the function that takes a `va_list`; that one is Rust (`va_list` reads it,
//! `directive` does the formatting).

mod directive;
#[cfg_attr(target_arch = "aarch64", path = "trampoline_aarch64.rs")]
#[cfg_attr(not(target_arch = "aarch64"), path = "trampoline_x86_64.rs")]
mod trampoline;
mod va_list;

use tympan_aspl::cf::CFTypeRef;
use tympan_aspl::cf::portable::string;

use super::abi::{Given, NULL};
use super::{Symbol, complain, functions, string_mutable};
use va_list::{Arguments, VaList};

pub(super) static SYMBOLS: &[Symbol] = functions![
    CFStringCreateWithFormatAndArguments,
    CFStringAppendFormatAndArguments,
    trampoline::CFStringCreateWithFormat,
    trampoline::CFStringAppendFormat,
];

/// The text that a format makes of arguments; none without a format.
fn formatted(format: Given, arguments: *mut VaList, function: &str) -> Option<Vec<u16>> {
    let format = format.text(function)?;
    if arguments.is_null() {
        complain(function, "got NULL for the arguments");
        return None;
    }
    // SAFETY: the caller passes a list that fits the format, as for `printf`.
    let mut arguments = unsafe { Arguments::new(arguments) };
    Some(directive::format(&format, &mut arguments))
}

#[unsafe(no_mangle)]
extern "C" fn CFStringCreateWithFormatAndArguments(
    _: Given,
    _options: Given,
    format: Given,
    arguments: *mut VaList,
) -> CFTypeRef {
    formatted(format, arguments, "CFStringCreateWithFormat")
        .map_or(NULL, |units| string::create_utf16(&units))
}

#[unsafe(no_mangle)]
extern "C" fn CFStringAppendFormatAndArguments(
    text: Given,
    _options: Given,
    format: Given,
    arguments: *mut VaList,
) {
    if let Some(units) = formatted(format, arguments, "CFStringAppendFormat") {
        string_mutable::change(text, "CFStringAppendFormat", |text| text.extend(units));
    }
}
