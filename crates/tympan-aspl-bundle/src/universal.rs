//! The universal file: Mach-O files of several processors, one after the other behind a table.

use crate::target::Architecture;

/// `FAT_MAGIC` of `<mach-o/fat.h>`. All numbers of the table are big-endian.
const MAGIC: u32 = 0xCAFE_BABE;

/// Joins a file for each processor into one. A single file stays as it is.
pub(crate) fn join(slices: &[(Architecture, Vec<u8>)]) -> Vec<u8> {
    if let [(_, only)] = slices {
        return only.clone();
    }
    let mut table = Vec::new();
    for number in [MAGIC, number(slices.len())] {
        table.extend(number.to_be_bytes());
    }
    let mut end = table.len() + slices.len() * 20;
    let mut starts = Vec::new();
    for (architecture, bytes) in slices {
        let page = Page::of(*architecture);
        let start = end.next_multiple_of(1 << page.exponent);
        let row = [
            page.processor,
            page.model,
            number(start),
            number(bytes.len()),
            page.exponent,
        ];
        table.extend(row.into_iter().flat_map(u32::to_be_bytes));
        starts.push(start);
        end = start + bytes.len();
    }
    let mut file = table;
    for (start, (_, bytes)) in starts.into_iter().zip(slices) {
        file.resize(start, 0);
        file.extend(bytes);
    }
    file
}

/// How a processor is called in the table, and the size of its pages, at whose borders its part has to begin.
struct Page {
    /// `cpu_type_t` of `<mach/machine.h>`
    processor: u32,
    /// `cpu_subtype_t`
    model: u32,
    exponent: u32,
}

impl Page {
    fn of(architecture: Architecture) -> Self {
        match architecture {
            Architecture::X86_64 => Self {
                processor: 0x0100_0007,
                model: 3,
                exponent: 12,
            },
            Architecture::Arm64 => Self {
                processor: 0x0100_000C,
                model: 0,
                exponent: 14,
            },
        }
    }
}

/// A library of 4 GB would not be linked in the first place.
fn number(size: usize) -> u32 {
    u32::try_from(size).expect("a library is smaller than 4 GB")
}

#[cfg(test)]
mod tests {
    use object::read::macho::{FatArch, MachOFatFile32};

    use super::*;

    #[test]
    fn a_reader_finds_each_slice_at_the_border_of_a_page() {
        let slices = [
            (Architecture::X86_64, vec![1; 5000]),
            (Architecture::Arm64, vec![2; 70]),
        ];
        let file = join(&slices);
        let read = MachOFatFile32::parse(&*file).unwrap();
        let parts: Vec<_> = read
            .arches()
            .iter()
            .map(|arch| arch.data(&*file).unwrap())
            .collect();
        assert_eq!(parts, [&slices[0].1[..], &slices[1].1[..]]);
        let processors: Vec<_> = read.arches().iter().map(FatArch::architecture).collect();
        assert_eq!(
            processors,
            [object::Architecture::X86_64, object::Architecture::Aarch64]
        );
        let starts: Vec<_> = read
            .arches()
            .iter()
            .map(|arch| arch.file_range().0)
            .collect();
        assert_eq!(starts, [4096, 16384]);
    }

    #[test]
    fn a_single_slice_needs_no_table() {
        assert_eq!(join(&[(Architecture::Arm64, vec![7; 3])]), [7; 3]);
    }
}
