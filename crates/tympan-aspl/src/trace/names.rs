//! Codes, objects and addresses under Apple's names, from the tables of `tympan-aspl-sys`.

use core::fmt;

use tympan_aspl_sys::{self as sys, FourCc, names};

use crate::error::Status;
use crate::object::{Address, Owned};
use crate::types::ObjectId;

/// A number with its name, if it has one: `kAudioDeviceTransportTypeVirtual 'virt'`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code(Option<&'static str>, u32);

impl Code {
    pub(crate) fn new(name: fn(u32) -> Option<&'static str>, code: u32) -> Self {
        Self(name(code), code)
    }

    pub(super) fn status(status: Status) -> Self {
        let code = status.code();
        Self(names::status(code), u32::from_ne_bytes(code.to_ne_bytes()))
    }

    /// A number that may be a status.
    pub(super) fn status_bits(code: u32) -> Option<&'static str> {
        names::status(i32::from_ne_bytes(code.to_ne_bytes()))
    }

    fn selector(class: Option<Owned>, code: u32) -> Self {
        let name = match class {
            Some(Owned { base, class, .. }) => {
                let known = names::class(class).map_or(base, |_| class);
                names::selector_of(known, code)
            }
            None => names::selector(code),
        };
        Self(name, code)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.0 {
            write!(f, "{name} ")?;
        }
        FourCc(self.1).fmt(f)
    }
}

/// An id with the class of the object that has it: `2 kAudioDeviceClassID`.
pub(super) struct Object(pub(super) ObjectId, pub(super) Option<Owned>);

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let Some(Owned { class, base, .. }) = self.1 else {
            return Ok(());
        };
        // An author's own class has no name; the one it is derived from has.
        match names::class(class) {
            Some(name) => write!(f, " {name}"),
            None => write!(f, " {} ({})", FourCc(class), Code::new(names::class, base)),
        }
    }
}

/// An address of an object of a class.
pub(super) struct Place(pub(super) Option<Owned>, pub(super) Address);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Address {
            selector,
            scope,
            element,
        } = self.1;
        let selector = Code::selector(self.0, selector);
        let scope = Code::new(names::scope, scope);
        write!(f, "{selector} {scope} ")?;
        match names::element(element) {
            Some(name) if element == sys::kAudioObjectPropertyElementMain => f.write_str(name),
            _ => write!(f, "element {element}"),
        }
    }
}

/// A number in hexadecimal.
pub(super) struct Hexadecimal(pub(super) u32);

impl fmt::Display for Hexadecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:X}", self.0)
    }
}
