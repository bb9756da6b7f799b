//! The slices of a Mach-O file, thin or universal, with what a host and a linker look at. All numbers come from a file that may be damaged.

use std::collections::BTreeSet;
use std::ops::Range;

use object::read::macho::{FatArch, MachHeader, MachOFatFile32, MachOFatFile64, MachOFile64};
use object::{Endianness, FileKind, NameOrOrdinal, Object, ObjectSection, macho};

use super::code_signature::CodeSignature;

/// One architecture of an executable.
#[derive(Debug)]
pub(crate) struct Slice {
    /// Apple's name: "arm64", "x86_64".
    pub architecture: String,
    /// Where it is in the file.
    pub range: Range<usize>,
    pub file_type: macho::FileType,
    /// The least macOS, packed as in the load command; `None` when it has none or is for another platform.
    pub minimum_os: Option<u32>,
    /// C names of the exported symbols.
    pub exports: BTreeSet<String>,
    /// The bytes of the driver record.
    pub record: Option<Vec<u8>>,
    /// `Err` says why the signature cannot be read.
    pub signature: Option<Result<CodeSignature, String>>,
}

/// Reads the slices of a file.
pub(crate) fn slices(bytes: &[u8]) -> Result<Vec<Slice>, String> {
    let ranges = slice_ranges(bytes)?;
    let slice = |range| read(bytes, range).map_err(damaged);
    ranges.into_iter().map(slice).collect()
}

/// Where the slices of a file are, which are all in it.
pub(crate) fn slice_ranges(bytes: &[u8]) -> Result<Vec<Range<usize>>, String> {
    let ranges: Vec<(u64, u64)> = match FileKind::parse(bytes) {
        Ok(FileKind::MachO64) => vec![(0, bytes.len() as u64)],
        Ok(FileKind::MachOFat32) => ranges(MachOFatFile32::parse(bytes).map_err(damaged)?.arches()),
        Ok(FileKind::MachOFat64) => ranges(MachOFatFile64::parse(bytes).map_err(damaged)?.arches()),
        Ok(other) => return Err(format!("the file is {other:?}, not 64-bit Mach-O")),
        Err(_) => return Err("the file is not Mach-O".to_owned()),
    };
    let range = |(offset, size): (u64, u64)| {
        let start = usize::try_from(offset).map_err(|error| error.to_string())?;
        let length = usize::try_from(size).map_err(|error| error.to_string())?;
        let end = start.checked_add(length).filter(|end| *end <= bytes.len());
        Ok(start..end.ok_or("the file is cut short")?)
    };
    ranges.into_iter().map(range).collect()
}

fn damaged(error: object::Error) -> String {
    format!("the file is damaged: {error}")
}

fn ranges<A: FatArch>(arches: &[A]) -> Vec<(u64, u64)> {
    arches.iter().map(FatArch::file_range).collect()
}

fn read(file: &[u8], range: Range<usize>) -> object::Result<Slice> {
    let bytes = &file[range.clone()];
    let parsed = MachOFile64::<Endianness>::parse(bytes)?;
    let endian = parsed.endian();
    let header = parsed.macho_header();
    let mut exports = BTreeSet::new();
    for export in parsed.exports()? {
        if let NameOrOrdinal::Name(name) = export?.name() {
            let name = String::from_utf8_lossy(name);
            exports.insert(name.strip_prefix('_').unwrap_or(&name).to_owned());
        }
    }
    let record = match parsed.section_by_name("__aspl") {
        Some(section) => Some(section.data()?.to_vec()),
        None => None,
    };
    let (mut minimum_os, mut signature) = (None, None);
    let mut commands = parsed.macho_load_commands()?;
    while let Some(command) = commands.next()? {
        let data = command.raw_data();
        let field = |at: usize| word(data, at, endian);
        if command.cmd() == macho::LC_BUILD_VERSION && field(8) == Some(MACOS) {
            minimum_os = field(12);
        } else if command.cmd() == macho::LC_VERSION_MIN_MACOSX {
            minimum_os = field(8);
        } else if command.cmd() == macho::LC_CODE_SIGNATURE {
            let place = field(8).zip(field(12));
            signature = Some(
                place
                    .and_then(|(offset, size)| part(bytes, offset, size))
                    .ok_or_else(|| "it lies outside of the file".to_owned())
                    .and_then(CodeSignature::parse),
            );
        }
    }
    let cpu = header.cputype(endian);
    Ok(Slice {
        architecture: match cpu {
            macho::CPU_TYPE_ARM64 if header.cpusubtype(endian).0 & 0xFF == ARM64E => {
                "arm64e".to_owned()
            }
            macho::CPU_TYPE_ARM64 => "arm64".to_owned(),
            macho::CPU_TYPE_X86_64 => "x86_64".to_owned(),
            other => format!("processor {:#x}", other.0),
        },
        range,
        file_type: header.filetype(endian),
        minimum_os,
        exports,
        record,
        signature,
    })
}

/// `PLATFORM_MACOS`.
const MACOS: u32 = 1;

/// `CPU_SUBTYPE_ARM64E`, without the flags above it.
const ARM64E: u32 = 2;

fn word(data: &[u8], at: usize, endian: Endianness) -> Option<u32> {
    let bytes = data.get(at..at + 4)?.try_into().ok()?;
    Some(match endian {
        Endianness::Little => u32::from_le_bytes(bytes),
        Endianness::Big => u32::from_be_bytes(bytes),
    })
}

fn part(bytes: &[u8], offset: u32, size: u32) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    bytes.get(start..start.checked_add(usize::try_from(size).ok()?)?)
}
