//! The code signature inside a slice: what Apple's format calls an embedded signature, with the hashes of its code directory.
//!
//! Nobody's identity is checked here: that is `codesign --verify`'s work, on a Mac. What can be told anywhere is whether there
//! is a signature, of which sort, and whether the bytes are still those that were signed.

use std::fmt;

use sha2::{Digest, Sha256};

const EMBEDDED: u32 = 0xFADE_0CC0;
const CODE_DIRECTORY: u32 = 0xFADE_0C02;
const CMS: u32 = 0xFADE_0B01;

const AD_HOC: u32 = 0x2;
const RUNTIME: u32 = 0x1_0000;
const LINKER: u32 = 0x2_0000;

const SHA_256: u8 = 2;

/// The number of a part of the bundle among the code directory's special slots.
const INFO_SLOT: usize = 1;
const RESOURCES_SLOT: usize = 3;

/// The code signature of one slice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeSignature {
    /// What the signer called the code, often the bundle identifier.
    pub identifier: String,
    /// No identity signed it: it says what the code is, not who made it.
    pub ad_hoc: bool,
    /// The linker wrote it: an ad hoc one that covers the code only.
    pub by_linker: bool,
    /// The hardened runtime was asked for.
    pub hardened_runtime: bool,
    /// The team of the identity.
    pub team: Option<String>,
    hashes: Option<Hashes>,
}

/// SHA-256 hashes of a code directory.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hashes {
    page: usize,
    limit: usize,
    code: Vec<[u8; 32]>,
    info: Option<[u8; 32]>,
    resources: Option<[u8; 32]>,
}

impl CodeSignature {
    /// Reads the blob that `LC_CODE_SIGNATURE` points to.
    pub(crate) fn parse(blob: &[u8]) -> Result<Self, String> {
        let short = || "it is cut short".to_owned();
        if number(blob, 0).ok_or_else(short)? != EMBEDDED {
            return Err("it does not begin as one".to_owned());
        }
        let count = number(blob, 8).ok_or_else(short)?;
        let mut directories = Vec::new();
        let mut is_signed = false;
        for index in 0..count as usize {
            let offset = number(blob, 12 + 8 * index + 4).ok_or_else(short)?;
            let part = blob.get(offset as usize..).ok_or_else(short)?;
            let length = number(part, 4).ok_or_else(short)? as usize;
            let part = part.get(..length).ok_or_else(short)?;
            match number(part, 0) {
                Some(CODE_DIRECTORY) => directories.push(part),
                // An empty one stands in ad hoc signatures.
                Some(CMS) => is_signed |= length > 8,
                _ => {}
            }
        }
        let is_sha_256 = |part: &&[u8]| part.get(37) == Some(&SHA_256);
        let first = *directories
            .iter()
            .find(|part| is_sha_256(part))
            .or(directories.first())
            .ok_or("it has no code directory")?;
        let flags = number(first, 12).ok_or_else(short)?;
        let version = number(first, 8).ok_or_else(short)?;
        let team = match number(first, 48) {
            Some(offset) if version >= 0x2_0200 && offset != 0 => text(first, offset as usize),
            _ => None,
        };
        let hashes = if is_sha_256(&first) {
            Some(Hashes::parse(first).ok_or_else(short)?)
        } else {
            None
        };
        Ok(Self {
            identifier: number(first, 20)
                .and_then(|offset| text(first, offset as usize))
                .ok_or_else(short)?,
            ad_hoc: flags & AD_HOC != 0 || !is_signed,
            by_linker: flags & LINKER != 0,
            hardened_runtime: flags & RUNTIME != 0,
            team,
            hashes,
        })
    }

    /// Whether the code of a slice is what was signed; true where that cannot be told.
    pub(super) fn covers_code(&self, slice: &[u8]) -> bool {
        let Some(hashes) = &self.hashes else {
            return true;
        };
        let Some(code) = slice.get(..hashes.limit) else {
            return false;
        };
        let pages = code.chunks(hashes.page);
        pages.len() == hashes.code.len()
            && pages
                .zip(&hashes.code)
                .all(|(page, hash)| sha_256(page) == *hash)
    }

    /// Whether this Info.plist is the one that was signed; true where none was.
    pub(super) fn covers_info(&self, info: &[u8]) -> bool {
        let hash = self.hashes.as_ref().and_then(|hashes| hashes.info);
        hash.is_none_or(|hash| sha_256(info) == hash)
    }

    /// Whether a seal was signed at all.
    pub(super) fn has_seal(&self) -> bool {
        let hashes = self.hashes.as_ref();
        hashes.is_some_and(|hashes| hashes.resources.is_some())
    }

    /// Whether this `CodeResources` is the one that was signed; true where none was.
    pub(super) fn covers_seal(&self, resources: &[u8]) -> bool {
        let hash = self.hashes.as_ref().and_then(|hashes| hashes.resources);
        hash.is_none_or(|hash| sha_256(resources) == hash)
    }
}

impl fmt::Display for CodeSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.by_linker, self.ad_hoc, &self.team) {
            (true, _, _) => f.write_str("ad hoc, by the linker")?,
            (_, true, _) => f.write_str("ad hoc")?,
            (_, _, Some(team)) => write!(f, "by an identity of the team {team}")?,
            (_, _, None) => f.write_str("by an identity")?,
        }
        if self.hardened_runtime {
            f.write_str(", hardened runtime")?;
        }
        Ok(())
    }
}

impl Hashes {
    fn parse(directory: &[u8]) -> Option<Self> {
        let at = number(directory, 16)? as usize;
        let special = number(directory, 24)? as usize;
        let count = number(directory, 28)? as usize;
        let limit = number(directory, 32)? as usize;
        let slot = |at: usize| -> Option<[u8; 32]> {
            directory.get(at..at.checked_add(32)?)?.try_into().ok()
        };
        // They stand in front of the code's, counted backwards; zeros mean that there is none.
        let special_slot = |index: usize| {
            let hash = slot(at.checked_sub(32 * index)?)?;
            (index <= special && hash != [0; 32]).then_some(hash)
        };
        let page = match *directory.get(39)? {
            0 => limit.max(1),
            bits => 1_usize.checked_shl(bits.into()).filter(|page| *page > 0)?,
        };
        // Not more than there can be, before anything is allocated for them.
        if count > directory.len() / 32 {
            return None;
        }
        let code = (0..count)
            .map(|index| slot(at.checked_add(32 * index)?))
            .collect::<Option<_>>()?;
        Some(Self {
            page,
            limit,
            code,
            info: special_slot(INFO_SLOT),
            resources: special_slot(RESOURCES_SLOT),
        })
    }
}

pub(super) fn sha_256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A number of a signature: most significant byte first.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

fn text(bytes: &[u8], at: usize) -> Option<String> {
    let rest = bytes.get(at..)?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    Some(String::from_utf8_lossy(&rest[..end]).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_of_any_bytes_is_read_or_refused_without_a_panic() {
        let mut blob = Vec::new();
        for value in [
            EMBEDDED,
            60,
            1,
            0,
            20,
            CODE_DIRECTORY,
            100,
            0x2_0400,
            AD_HOC,
        ] {
            blob.extend(u32::to_be_bytes(value));
        }
        blob.resize(200, 0xFF);
        for end in 0..blob.len() {
            let _ = CodeSignature::parse(&blob[..end]);
        }
        for at in 0..blob.len() {
            let mut other = blob.clone();
            other[at] ^= 0xFF;
            let _ = CodeSignature::parse(&other);
        }
    }
}
