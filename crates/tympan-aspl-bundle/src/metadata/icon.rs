//! Whether a file is an icon for macOS (`.icns`): a header, then elements with a type and a length each.
//!
//! The images themselves are not decoded.

use super::{Checked, Fault};

/// The types of elements that are images, by Apple's four-character codes.
const IMAGES: &[&[u8; 4]] = &[
    // PNG or JPEG 2000.
    b"icp4", b"icp5", b"icp6", b"ic07", b"ic08", b"ic09", b"ic10", b"ic11", b"ic12", b"ic13",
    b"ic14", b"icsB", b"sb24", b"SB24", // ARGB, PNG or JPEG 2000.
    b"ic04", b"ic05", b"icsb", // RGB, with a mask in another element.
    b"is32", b"il32", b"ih32", b"it32", // Up to 256 colours.
    b"ICON", b"ICN#", b"icm#", b"icm4", b"icm8", b"ics#", b"ics4", b"ics8", b"icl4", b"icl8",
    b"ich#", b"ich4", b"ich8",
];

/// The length of the header of the file, and of each element.
const HEADER: usize = 8;

const MAKE_ONE: &str = "`iconutil --convert icns` on macOS makes one from a folder of PNG files";

/// Checks the content of an icon's file.
pub(crate) fn check(bytes: &[u8]) -> Checked<()> {
    let bad = |what: String| Err(Fault::new(what, MAKE_ONE));
    let Some((kind, length)) = header(bytes) else {
        return bad("the file is too short for an icon".into());
    };
    if kind != b"icns" {
        let what = match kind {
            b"\x89PNG" => "the file is a PNG image, not an icon",
            _ => "the file does not begin as an icon does",
        };
        return bad(what.into());
    }
    if length != bytes.len() {
        return bad(format!(
            "the icon says that it has {length} bytes, but the file has {}",
            bytes.len()
        ));
    }
    let mut images = 0;
    let mut rest = &bytes[HEADER..];
    while !rest.is_empty() {
        let Some((kind, length)) =
            header(rest).filter(|(_, length)| (HEADER..=rest.len()).contains(length))
        else {
            return bad("the icon is damaged: an element does not fit in it".into());
        };
        if length > HEADER && IMAGES.contains(&kind) {
            images += 1;
        }
        rest = &rest[length..];
    }
    if images == 0 {
        return bad("the icon has no image of a known type".into());
    }
    Ok(())
}

/// A type and a length.
fn header(bytes: &[u8]) -> Option<(&[u8; 4], usize)> {
    let (kind, rest) = bytes.split_first_chunk::<4>()?;
    let length = u32::from_be_bytes(*rest.first_chunk::<4>()?);
    Some((kind, usize::try_from(length).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 8).unwrap();
        [kind, &length.to_be_bytes(), content].concat()
    }

    #[test]
    fn a_file_with_an_image_is_an_icon() {
        let image = element(b"ic07", b"\x89PNG..");
        assert!(check(&element(b"icns", &image)).is_ok());
        // Other elements may stand beside it.
        let more = [element(b"TOC ", b"12345678"), image, element(b"name", b"")].concat();
        assert!(check(&element(b"icns", &more)).is_ok());
    }

    #[test]
    fn every_other_file_is_told_what_it_lacks() {
        let image = element(b"ic07", b"\x89PNG..");
        let icon = element(b"icns", &image);
        let long = [&icon[..], b"more"].concat();
        let mut overlong = icon.clone();
        overlong[15] += 1;
        let mut short = icon.clone();
        short[12..16].copy_from_slice(&7_u32.to_be_bytes());
        for (bytes, word) in [
            (&b""[..], "too short"),
            (b"icns", "too short"),
            (b"\x89PNG\r\n\x1a\n", "PNG image"),
            (b"not an icon", "does not begin"),
            (&icon[..icon.len() - 1], "says that it has"),
            (&long, "says that it has"),
            (&overlong, "damaged"),
            (&short, "damaged"),
            (&element(b"icns", b""), "no image"),
            (&element(b"icns", &element(b"ic07", b"")), "no image"),
            (&element(b"icns", &element(b"TOC ", b"1")), "no image"),
            (&element(b"icns", b"abc"), "damaged"),
        ] {
            let fault = check(bytes).unwrap_err();
            assert!(fault.what.contains(word), "{} / {word}", fault.what);
        }
    }
}
