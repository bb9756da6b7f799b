//! Boolean controls: [`Mute`], [`Solo`], [`Jack`] and the like (hal-facts B.10).

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use tympan_aspl_sys as sys;

use super::handle::{Kind, Shared, control_handle, hook_method, settable_method};
use crate::error::Status;
use crate::object::Address;
use crate::realtime::ControlContext;
use crate::types::Scope;

/// On or off.
pub(crate) struct Boolean {
    is_on: AtomicBool,
    /// Whether clients can only switch it off.
    is_only_cleared: bool,
}

impl Boolean {
    fn new(is_only_cleared: bool) -> Self {
        Self {
            is_on: AtomicBool::new(false),
            is_only_cleared,
        }
    }

    pub(crate) fn get(&self) -> bool {
        self.is_on.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self, is_on: bool) -> Option<bool> {
        (self.is_on.swap(is_on, Ordering::Relaxed) != is_on).then_some(is_on)
    }

    /// As [`set`](Self::set), for a client.
    pub(crate) fn set_by_client(&self, is_on: bool) -> Result<Option<bool>, Status> {
        if is_on && self.is_only_cleared {
            return if self.get() {
                Ok(None)
            } else {
                Err(Status::ILLEGAL_OPERATION)
            };
        }
        Ok(self.set(is_on))
    }
}

impl Kind for Boolean {
    type Value = bool;
    type Stored = bool;
    const FAMILY: sys::AudioClassID = sys::kAudioBooleanControlClassID;
    const CHANGED: &'static [Address] = &[Address::global(sys::kAudioBooleanControlPropertyValue)];

    fn copy(&self) -> Self {
        Self {
            is_on: AtomicBool::new(self.get()),
            ..*self
        }
    }

    fn stored(&self) -> bool {
        self.get()
    }

    fn restore(&self, stored: bool) {
        self.set(stored);
    }

    fn problems(&self) -> Vec<String> {
        Vec::new()
    }
}

macro_rules! boolean_control {
    ($(#[$doc:meta])* $name:ident) => {
        control_handle! { $(#[$doc])* $name(Boolean) }
        hook_method!($name(bool), "get");

        impl $name {
            /// Whether it is on at first; it is off unless set.
            #[must_use]
            pub fn initial(mut self, is_on: bool) -> Self {
                Shared::describe(&mut self.0).kind.set(is_on);
                self
            }

            /// Whether it is on (`kAudioBooleanControlPropertyValue`). Any thread, the I/O threads too.
            #[doc(alias = "kAudioBooleanControlPropertyValue")]
            #[must_use]
            pub fn get(&self) -> bool {
                self.0.kind.get()
            }

            /// Switches it (`kAudioBooleanControlPropertyValue`).
            #[doc(alias = "kAudioBooleanControlPropertyValue")]
            pub fn set(&self, control: &ControlContext<'_>, is_on: bool) {
                self.0.change(control, |value| value.set(is_on));
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("is_on", &self.get())
                    .finish_non_exhaustive()
            }
        }
    };
}

macro_rules! standard_boolean_controls {
    ($($(#[$doc:meta])* $name:ident = $class:ident, only_cleared: $is_only_cleared:literal, settable: $is_settable:literal;)*) => { $(
        boolean_control! { $(#[$doc])* $name }

        impl $name {
            /// A control of all channels of a side, which is off.
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("use tympan_aspl::control::", stringify!($name), ";")]
            /// use tympan_aspl::Scope;
            ///
            #[doc = concat!("let second = ", stringify!($name), "::new(Scope::Input).element(2);")]
            /// assert!(!second.get());
            /// ```
            #[must_use]
            pub fn new(scope: Scope) -> Self {
                let mut shared = Shared::new(sys::$class, scope, Boolean::new($is_only_cleared));
                Shared::describe(&mut shared).description.is_settable = $is_settable;
                Self(shared)
            }
        }
    )* };
}

standard_boolean_controls! {
    /// On makes a side or a channel inaudible (`kAudioMuteControlClassID`).
    #[doc(alias = "kAudioMuteControlClassID")]
    Mute = kAudioMuteControlClassID, only_cleared: false, settable: true;
    /// On makes all channels but those with a solo that is on inaudible (`kAudioSoloControlClassID`).
    #[doc(alias = "kAudioSoloControlClassID")]
    Solo = kAudioSoloControlClassID, only_cleared: false, settable: true;
    /// On while something is plugged in (`kAudioJackControlClassID`). Clients cannot set it.
    #[doc(alias = "kAudioJackControlClassID")]
    Jack = kAudioJackControlClassID, only_cleared: false, settable: false;
    /// On makes an LFE channel inaudible that bass management makes (`kAudioLFEMuteControlClassID`). A channel that clients fill has a [`Mute`].
    #[doc(alias = "kAudioLFEMuteControlClassID")]
    LfeMute = kAudioLFEMuteControlClassID, only_cleared: false, settable: true;
    /// On while phantom power is on (`kAudioPhantomPowerControlClassID`).
    #[doc(alias = "kAudioPhantomPowerControlClassID")]
    PhantomPower = kAudioPhantomPowerControlClassID, only_cleared: false, settable: true;
    /// On turns the phase by 180 degrees (`kAudioPhaseInvertControlClassID`).
    #[doc(alias = "kAudioPhaseInvertControlClassID")]
    PhaseInvert = kAudioPhaseInvertControlClassID, only_cleared: false, settable: true;
    /// On since samples were clipped (`kAudioClipLightControlClassID`).
    ///
    /// The author switches it on; it stays on until a client or the author switches it off, which is also due when I/O starts anew. A client that wants to
    /// switch it on is answered with an error.
    #[doc(alias = "kAudioClipLightControlClassID")]
    ClipLight = kAudioClipLightControlClassID, only_cleared: true, settable: true;
    /// On while talkback is on (`kAudioTalkbackControlClassID`), where that is outside of the normal channels.
    #[doc(alias = "kAudioTalkbackControlClassID")]
    Talkback = kAudioTalkbackControlClassID, only_cleared: false, settable: true;
    /// On while listenback is on (`kAudioListenbackControlClassID`), where that is outside of the normal channels.
    #[doc(alias = "kAudioListenbackControlClassID")]
    Listenback = kAudioListenbackControlClassID, only_cleared: false, settable: true;
}

settable_method!(Mute);
settable_method!(Solo);
settable_method!(LfeMute);
settable_method!(PhantomPower);
settable_method!(PhaseInvert);
settable_method!(Talkback);
settable_method!(Listenback);
settable_method!(BooleanControl);

boolean_control! {
    /// A switch of a class of the author's own, or just a switch (`kAudioBooleanControlClassID`).
    #[doc(alias = "kAudioBooleanControlClassID")]
    BooleanControl
}

impl BooleanControl {
    /// A control of all channels of a side, which is off.
    ///
    /// `class` is the author's four-character code, or `*b"togl"` for a switch without a class of its own. Clients see either as a switch.
    ///
    /// # Examples
    ///
    /// ```
    /// use tympan_aspl::Scope;
    /// use tympan_aspl::control::BooleanControl;
    ///
    /// let limiter = BooleanControl::new(*b"Limt", Scope::Output).initial(true);
    /// assert!(limiter.get());
    /// ```
    #[must_use]
    pub fn new(class: [u8; 4], scope: Scope) -> Self {
        let class = u32::from_be_bytes(class);
        Self(Shared::new(class, scope, Boolean::new(false)))
    }
}
