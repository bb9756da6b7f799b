//! Debug symbols apart from the library, in the form that macOS's debugger and crash reports look for: a `.dSYM` folder.
//!
//! `dsymutil` collects them from a second link that keeps them. That link has another identifier than the one that ships, though the code in both is
//! the same, which is checked; so the symbols are given the identifier of what ships, by which they are found.

use std::fs;
use std::path::Path;

use object::{Object, ObjectSection};

use crate::{Call, Error, ErrorKind, Result, System};

/// The debug symbols of one processor.
#[derive(Debug)]
pub(crate) struct DebugSymbols {
    /// A Mach-O file with nothing but DWARF.
    pub(crate) dwarf: Vec<u8>,
    pub(crate) info: Vec<u8>,
}

/// Takes the symbols of `whole`, for use with `linked`.
pub(super) fn extract(system: &dyn System, whole: &Path, linked: &Path) -> Result<DebugSymbols> {
    let folder = whole.with_extension("dSYM");
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let call = Call::new("dsymutil").args(["-o".into(), text(&folder), text(whole)]);
    let failed = |what: String| Error::new(ErrorKind::Tool, what);
    let ran = system.run(&call).map_err(|error| {
        failed(format!("dsymutil cannot be run: {error}")).with_hint(
            "it comes with Xcode, and elsewhere with LLVM (Debian: the package `llvm`); `bundle` needs it for `--dsym` only",
        )
    })?;
    if !ran.succeeded() {
        return Err(failed(format!("dsymutil fails: {}", ran.complaint())));
    }
    let read = |path: &Path| {
        fs::read(path).map_err(|error| Error::io("cannot read debug symbols", path, &error))
    };
    let name = whole.file_name().unwrap_or_default();
    let mut dwarf = read(&folder.join("Contents/Resources/DWARF").join(name))?;
    let info = read(&folder.join("Contents/Info.plist"))?;
    let (whole, linked) = (read(whole)?, read(linked)?);
    let mismatch = |what: &str| failed(format!("the debug symbols do not fit the library: {what}"));
    let (kept, shipped) = (Identified::read(&whole), Identified::read(&linked));
    let (Some(kept), Some(shipped)) = (kept, shipped) else {
        return Err(mismatch("it has no code, or no identifier"));
    };
    if kept.code != shipped.code {
        return Err(mismatch("the code was linked differently"));
    }
    let places: Vec<usize> = dwarf
        .windows(kept.uuid.len())
        .enumerate()
        .filter(|(_, window)| *window == kept.uuid)
        .map(|(at, _)| at)
        .collect();
    let [at] = places[..] else {
        return Err(mismatch("their identifier cannot be found"));
    };
    dwarf[at..at + shipped.uuid.len()].copy_from_slice(&shipped.uuid);
    Ok(DebugSymbols { dwarf, info })
}

/// What tells whether two files are the same program.
struct Identified<'a> {
    uuid: [u8; 16],
    /// Where the code is, and the code.
    code: (u64, &'a [u8]),
}

impl<'a> Identified<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let file = object::File::parse(bytes).ok()?;
        let code = file.section_by_name("__text")?;
        Some(Self {
            uuid: file.mach_uuid().ok()??,
            code: (code.address(), code.data().ok()?),
        })
    }
}
