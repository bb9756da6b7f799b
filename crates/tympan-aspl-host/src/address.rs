//! Property addresses: selector, scope and element, with their names.

use std::fmt;

use tympan_aspl_sys::{
    AudioObjectPropertyAddress, AudioObjectPropertyElement, AudioObjectPropertyScope,
    AudioObjectPropertySelector, FourCc, kAudioObjectPropertyElementMain,
    kAudioObjectPropertyScopeGlobal, kAudioObjectPropertyScopeInput,
    kAudioObjectPropertyScopeOutput, names,
};

/// Where a property lives on an object.
///
/// ```
/// use tympan_aspl_host::{Address, Direction};
/// use tympan_aspl_host::sys::kAudioDevicePropertyLatency;
///
/// let address = Address::of(kAudioDevicePropertyLatency).on(Direction::Output);
/// assert_eq!(address.to_string(), "'ltnc' kAudioDevicePropertyLatency, scope 'outp', element 0");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[doc(alias = "AudioObjectPropertyAddress")]
pub struct Address {
    /// Which property.
    pub selector: AudioObjectPropertySelector,
    /// Which side of the object.
    pub scope: AudioObjectPropertyScope,
    /// Which channel; 0 is the main element.
    pub element: AudioObjectPropertyElement,
}

impl Address {
    /// The selector in the global scope, main element.
    #[must_use]
    pub const fn of(selector: AudioObjectPropertySelector) -> Address {
        Address {
            selector,
            scope: kAudioObjectPropertyScopeGlobal,
            element: kAudioObjectPropertyElementMain,
        }
    }

    /// The same in the scope of a direction.
    #[must_use]
    pub const fn on(self, direction: Direction) -> Address {
        self.in_scope(direction.scope())
    }

    /// The same in another scope.
    #[must_use]
    pub const fn in_scope(mut self, scope: AudioObjectPropertyScope) -> Address {
        self.scope = scope;
        self
    }

    /// The same at another element.
    #[must_use]
    pub const fn at_element(mut self, element: AudioObjectPropertyElement) -> Address {
        self.element = element;
        self
    }
}

impl From<AudioObjectPropertyAddress> for Address {
    fn from(raw: AudioObjectPropertyAddress) -> Address {
        Address {
            selector: raw.mSelector,
            scope: raw.mScope,
            element: raw.mElement,
        }
    }
}

impl From<Address> for AudioObjectPropertyAddress {
    fn from(address: Address) -> AudioObjectPropertyAddress {
        AudioObjectPropertyAddress {
            mSelector: address.selector,
            mScope: address.scope,
            mElement: address.element,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", FourCc(self.selector))?;
        if let Some(name) = names::selector(self.selector) {
            write!(f, " {name}")?;
        }
        write!(
            f,
            ", scope {}, element {}",
            FourCc(self.scope),
            self.element
        )
    }
}

/// A side of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// From the device to its clients.
    Input,
    /// From the clients to the device.
    Output,
}

impl Direction {
    /// The scope of this side.
    #[must_use]
    pub const fn scope(self) -> AudioObjectPropertyScope {
        match self {
            Direction::Input => kAudioObjectPropertyScopeInput,
            Direction::Output => kAudioObjectPropertyScopeOutput,
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Direction::Input => "input",
            Direction::Output => "output",
        })
    }
}
