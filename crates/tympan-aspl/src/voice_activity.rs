//! [`VoiceActivity`]: whether somebody speaks into a device.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tympan_aspl_sys as sys;

use crate::object::{Address, HomeCell};
use crate::realtime::ControlContext;

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
    home: HomeCell,
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
        if changed {
            let state = sys::kAudioDevicePropertyVoiceActivityDetectionState;
            self.home().announce(control, &[Self::address(state)]);
        }
    }

    /// The device it was given to, while that is published.
    pub(crate) fn home(&self) -> &HomeCell {
        &self.shared.home
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
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
