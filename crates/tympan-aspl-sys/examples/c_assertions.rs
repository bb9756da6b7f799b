//! Prints a C file that compares this crate with Apple's headers when it is compiled: every numeric constant, and the size, alignment and offsets of every structure.
//!
//! ```sh
//! cargo run -p tympan-aspl-sys --example c_assertions > assertions.c
//! clang -fsyntax-only assertions.c        # on a Mac, with the SDK
//! ```
//!
//! Against an SDK **it has not been compiled yet**. `tests/c_assertions.rs` compiles it against stand-ins on any OS.

use std::fmt::Write;

use tympan_aspl_sys::names;

/// Where the assertions about layouts are written down.
const LAYOUTS: &str = include_str!("../src/layout.rs");

const PREAMBLE: &str = "\
#include <stddef.h>
#include <stdint.h>
#include <Availability.h>
#include <CoreAudio/AudioHardware.h>
#include <CoreAudio/AudioServerPlugIn.h>
#include <CoreAudioTypes/CoreAudioBaseTypes.h>
#include <CoreFoundation/CFPlugInCOM.h>
#include <IOKit/audio/IOAudioTypes.h>
#include <mach/mach_time.h>

#pragma clang diagnostic ignored \"-Wdeprecated-declarations\"
";

/// What the SDK of macOS 27 has first.
const NEW_IN_27: [&str; 3] = [
    "kAudioDevicePropertySuggestedReferenceDevice",
    "kAudioDeviceTransportTypeRemoteScreen",
    "kAudioDeviceTransportTypeRemoteStreaming",
];

/// A structure as `src/layout.rs` has it: name, size, alignment, fields with their offsets.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    pub(crate) size: usize,
    pub(crate) align: usize,
    pub(crate) fields: Vec<(&'static str, usize)>,
}

/// All structures.
pub(crate) fn layouts() -> Vec<Layout> {
    let blocks = LAYOUTS.split("\nlayout! {").skip(1);
    blocks
        .map(|block| layout(block).expect("it is written as the others"))
        .collect()
}

fn layout(block: &'static str) -> Option<Layout> {
    let (head, rest) = block.split_once(';')?;
    let (name, head) = head.split_once(": size ")?;
    let (size, align) = head.split_once(", align ")?;
    let (fields, _) = rest.split_once('}')?;
    let field = |text: &'static str| {
        let (name, offset) = text.trim().split_once(" @ ")?;
        Some((name, offset.parse().ok()?))
    };
    let fields = fields.split(',').filter(|text| !text.trim().is_empty());
    Some(Layout {
        name: name.trim(),
        size: size.parse().ok()?,
        align: align.parse().ok()?,
        fields: fields.map(field).collect::<Option<_>>()?,
    })
}

/// The type's name in C.
fn c_type(name: &str) -> String {
    match name {
        "mach_timebase_info" => format!("struct {name}"),
        _ => name.to_owned(),
    }
}

/// The C file.
pub(crate) fn file() -> String {
    let mut text = String::from(PREAMBLE);
    let mut line = |condition: String, what: &str| {
        let _ = writeln!(text, "_Static_assert({condition}, \"{what}\");");
    };
    for Layout {
        name,
        size,
        align,
        fields,
    } in layouts()
    {
        let c = c_type(name);
        line(format!("sizeof({c}) == {size}"), &format!("size of {name}"));
        line(
            format!("_Alignof({c}) == {align}"),
            &format!("alignment of {name}"),
        );
        for (field, offset) in fields {
            line(
                format!("offsetof({c}, {field}) == {offset}"),
                &format!("offset of {name}.{field}"),
            );
        }
    }
    let all = || names::all().flat_map(|group| group.entries);
    let is_new = |name: &str| NEW_IN_27.contains(&name);
    for entry in all().filter(|entry| !is_new(entry.name)) {
        line(
            format!("(uint32_t)({}) == 0x{:08X}u", entry.name, entry.value),
            entry.name,
        );
    }
    text.push_str("#if defined(__MAC_27_0)\n");
    for entry in all().filter(|entry| is_new(entry.name)) {
        let (name, value) = (entry.name, entry.value);
        let _ = writeln!(
            text,
            "_Static_assert((uint32_t)({name}) == 0x{value:08X}u, \"{name}\");"
        );
    }
    text.push_str("#endif\n");
    text
}

#[allow(dead_code, reason = "a test takes the file from `file`")]
fn main() {
    print!("{}", file());
}
