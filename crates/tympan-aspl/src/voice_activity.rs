//! [`VoiceActivity`]: whether somebody speaks into a device.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use tympan_aspl_sys as sys;

use crate::driver::Driver;
use crate::object::Address;
use crate::realtime::ControlContext;
use crate::types::ObjectId;

/// Voice activity detection of a device's input. A handle: clones share one state.
///
/// A client switches the detection on (`kAudioDevicePropertyVoiceActivityDetectionEnable`); the author says what it finds
/// (`kAudioDevicePropertyVoiceActivityDetectionState`).
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
/// use tympan_aspl::VoiceActivity;
///
/// let voice = VoiceActivity::new();
/// let device = Device::new("com.example.microphone", "Microphone").voice_activity(&voice);
/// assert!(!voice.is_enabled());
/// ```
#[derive(Clone, Default)]
#[doc(alias(
    "kAudioDevicePropertyVoiceActivityDetectionEnable",
    "kAudioDevicePropertyVoiceActivityDetectionState"
))]
pub struct VoiceActivity {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    is_enabled: AtomicBool,
    is_detected: AtomicBool,
    /// The device it was given to, once that is published.
    home: OnceLock<(Weak<Driver>, ObjectId)>,
}

impl VoiceActivity {
    /// Switched off, and nobody speaking.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a client wants the detection. Any thread, the I/O threads too.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.shared.is_enabled.load(Ordering::Relaxed)
    }

    /// Switches the detection; whether that changed it.
    pub(crate) fn enable(&self, is_enabled: bool) -> bool {
        self.shared.is_enabled.swap(is_enabled, Ordering::Relaxed) != is_enabled
    }

    /// Whether somebody is speaking, as last said. Any thread, the I/O threads too.
    #[must_use]
    pub fn is_detected(&self) -> bool {
        self.shared.is_detected.load(Ordering::Relaxed)
    }

    /// Says whether somebody is speaking; the host hears of a change.
    pub fn set_detected(&self, control: &ControlContext<'_>, is_detected: bool) {
        let changed = self.shared.is_detected.swap(is_detected, Ordering::Relaxed) != is_detected;
        let home = self.shared.home.get().filter(|_| changed);
        if let Some((driver, device)) = home.and_then(|(driver, id)| Some((driver.upgrade()?, *id)))
        {
            control.announce(
                &driver,
                device,
                &[Self::address(
                    sys::kAudioDevicePropertyVoiceActivityDetectionState,
                )],
            );
        }
    }

    /// Tells the handle which device it belongs to. A handle stays with the first.
    pub(crate) fn attach(&self, driver: Weak<Driver>, device: ObjectId) {
        let _ = self.shared.home.set((driver, device));
    }

    /// Both properties are about the device's input (hal-facts B.6).
    pub(crate) const fn address(selector: sys::AudioObjectPropertySelector) -> Address {
        Address {
            selector,
            scope: sys::kAudioObjectPropertyScopeInput,
            element: sys::kAudioObjectPropertyElementMain,
        }
    }
}

impl fmt::Debug for VoiceActivity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VoiceActivity")
            .field("is_enabled", &self.is_enabled())
            .field("is_detected", &self.is_detected())
            .finish()
    }
}
