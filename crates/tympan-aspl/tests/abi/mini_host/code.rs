//! Four-character codes and property addresses, spelled as in the headers.

use std::fmt;

use tympan_aspl::sys;

/// A four-character code: a selector, a scope, a class, a status.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub u32);

impl From<[u8; 4]> for Code {
    fn from(characters: [u8; 4]) -> Self {
        Self(u32::from_be_bytes(characters))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.to_be_bytes();
        match std::str::from_utf8(&bytes) {
            Ok(text) if !text.contains(char::is_control) => write!(f, "'{text}'"),
            _ => write!(f, "{:#x}", self.0),
        }
    }
}

/// The number of a code.
pub const fn code(characters: [u8; 4]) -> u32 {
    u32::from_be_bytes(characters)
}

/// A failed call, for comparing.
pub fn err<T>(status: [u8; 4]) -> Result<T, Code> {
    Err(status.into())
}

/// What an `OSStatus` says.
pub fn outcome(status: sys::OSStatus) -> Result<(), Code> {
    match status {
        0 => Ok(()),
        _ => Err(Code(u32::from_ne_bytes(status.to_ne_bytes()))),
    }
}

pub const GLOBAL: [u8; 4] = *b"glob";
pub const INPUT: [u8; 4] = *b"inpt";
pub const OUTPUT: [u8; 4] = *b"outp";
pub const PLAY_THROUGH: [u8; 4] = *b"ptru";

/// Where a property is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    pub selector: Code,
    pub scope: Code,
    pub element: u32,
}

impl Address {
    pub fn to_sys(self) -> sys::AudioObjectPropertyAddress {
        sys::AudioObjectPropertyAddress {
            mSelector: self.selector.0,
            mScope: self.scope.0,
            mElement: self.element,
        }
    }
}

impl From<&sys::AudioObjectPropertyAddress> for Address {
    fn from(address: &sys::AudioObjectPropertyAddress) -> Self {
        Self {
            selector: Code(address.mSelector),
            scope: Code(address.mScope),
            element: address.mElement,
        }
    }
}

/// A selector at the global scope and main element.
impl From<[u8; 4]> for Address {
    fn from(selector: [u8; 4]) -> Self {
        (selector, GLOBAL, 0).into()
    }
}

/// Selector and scope, at the main element.
impl From<([u8; 4], [u8; 4])> for Address {
    fn from((selector, scope): ([u8; 4], [u8; 4])) -> Self {
        (selector, scope, 0).into()
    }
}

impl From<([u8; 4], [u8; 4], u32)> for Address {
    fn from((selector, scope, element): ([u8; 4], [u8; 4], u32)) -> Self {
        Self {
            selector: selector.into(),
            scope: scope.into(),
            element,
        }
    }
}

impl From<(Code, Code, u32)> for Address {
    fn from((selector, scope, element): (Code, Code, u32)) -> Self {
        Self {
            selector,
            scope,
            element,
        }
    }
}
