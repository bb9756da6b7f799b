//! The values of hal-facts Appendix 1, transcribed by a script: an oracle that shares no text with the
//! constants, which are written as characters where the oracle counts with its hexadecimal column.

use std::collections::BTreeMap;

use tympan_aspl_sys::names;

/// One row of `appendix_1.txt`: the hexadecimal column, the code as printed, and the name.
struct Row {
    hex: u32,
    code: &'static str,
    name: &'static str,
}

fn rows() -> Vec<Row> {
    let row = |line: &'static str| {
        let (hex, rest) = line.split_at(8);
        let (code, name) = rest.trim_start().rsplit_once(' ').expect("three columns");
        Row {
            hex: u32::from_str_radix(hex, 16).expect("hexadecimal"),
            code,
            name,
        }
    };
    include_str!("appendix_1.txt").lines().map(row).collect()
}

#[test]
fn every_constant_has_the_value_of_the_appendix() {
    let rows = rows();
    assert_eq!(rows.len(), 344);
    let entries = names::all().flat_map(|group| group.entries);
    let ours: BTreeMap<&str, u32> = entries.map(|entry| (entry.name, entry.value)).collect();
    for Row { hex, name, .. } in rows {
        assert_eq!(ours.get(name), Some(&hex), "{name}");
    }
}

#[test]
fn the_two_columns_of_the_appendix_agree() {
    for Row { hex, code, name } in rows() {
        let printed = match code.as_bytes() {
            &[b'\'', a, b, c, d, b'\''] => u32::from_be_bytes([a, b, c, d]),
            _ => code.strip_prefix("0x").map_or_else(
                || code.parse().expect("a decimal number"),
                |digits| u32::from_str_radix(digits, 16).expect("a hexadecimal number"),
            ),
        };
        assert_eq!(printed, hex, "{name}");
    }
}
