//! What a driver did against the contract.
//!
//! A [`Violation`] names the rule, the object and what was seen. The host keeps one entry per rule and object with a count, so
//! that a mistake made in every cycle does not drown the others. Any thread may record.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use tympan_aspl_sys::AudioObjectID;

/// A rule of the protocol that the host watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// A required slot of the driver's vtable is NULL.
    NullSlot,
    /// A call that has to succeed returned an error.
    CallFailed,
    /// A property exists for HasProperty but cannot be read, or the reverse.
    PropertyDisagrees,
    /// GetPropertyDataSize or GetPropertyData gave a size that cannot be.
    PropertySize,
    /// GetPropertyData wrote outside the buffer it was given.
    PropertyOverrun,
    /// A value that makes no sense for its property.
    PropertyValue,
    /// The object tree contradicts itself.
    ObjectTree,
    /// A zero time stamp's sample time is not a multiple of the period away from the one before.
    ZeroTimeStampPeriod,
    /// A zero time stamp lies in the future.
    ZeroTimeStampInFuture,
    /// A zero time stamp went back in time without a new seed.
    ZeroTimeStampNotMonotone,
    /// The zero time stamps stand still while the device runs.
    ZeroTimeStampStalled,
    /// Required I/O operations are refused by WillDoIOOperation.
    WillDoIncomplete,
    /// DoIOOperation wrote outside its buffer.
    BufferOverrun,
    /// ReadInput left frames as they were.
    InputNotFilled,
    /// WriteMix changed the buffer it consumes.
    MixModified,
    /// The driver called the host from inside an I/O operation.
    HostCallInIo,
    /// A call to the host with arguments that cannot be.
    HostCallArgument,
    /// A configuration change did not lead to what was asked for.
    ConfigurationChange,
    /// A value given to the storage is no property list.
    StorageValue,
    /// A value changed, and PropertiesChanged was not called.
    UnannouncedChange,
    /// PropertiesChanged for a property that the object does not have.
    UnknownNotification,
    /// A value that belongs to a device's configuration changed without a configuration change.
    ChangeOutsideConfiguration,
    /// The driver does not answer on other threads while it calls the host: it holds a lock.
    LockHeld,
    /// CoreFoundation objects are left when the driver is gone.
    ObjectsLeft,
    /// Memory was allocated or freed inside an I/O call.
    AllocationInIo,
    /// The kernel was called inside an I/O call.
    SystemCallInIo,
    /// An I/O call waited, or took too much of its cycle's time.
    IoTooSlow,
    /// An I/O call waits for a thread that is inside another call of the driver: both take the same lock.
    LockSharedWithIo,
}

impl Rule {
    /// The rule's name in kebab case.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.describe().0
    }

    /// Where the rule is written down.
    #[must_use]
    pub fn section(self) -> &'static str {
        self.describe().1
    }

    fn describe(self) -> (&'static str, &'static str) {
        match self {
            Rule::NullSlot => ("null-slot", "hal-facts A.6"),
            Rule::CallFailed => ("call-failed", "hal-facts C.2"),
            Rule::PropertyDisagrees => ("property-disagrees", "hal-facts B.11"),
            Rule::PropertySize => ("property-size", "hal-facts B.1"),
            Rule::PropertyOverrun => ("property-overrun", "hal-facts C.7"),
            Rule::PropertyValue => ("property-value", "hal-facts B"),
            Rule::ObjectTree => ("object-tree", "hal-facts A.10"),
            Rule::ZeroTimeStampPeriod => ("zero-time-stamp-period", "hal-facts C.10"),
            Rule::ZeroTimeStampInFuture => ("zero-time-stamp-in-future", "hal-facts C.10"),
            Rule::ZeroTimeStampNotMonotone => ("zero-time-stamp-not-monotone", "hal-facts C.10"),
            Rule::ZeroTimeStampStalled => ("zero-time-stamp-stalled", "hal-facts C.10"),
            Rule::WillDoIncomplete => ("will-do-incomplete", "hal-facts C.11"),
            Rule::BufferOverrun => ("buffer-overrun", "hal-facts C.11"),
            Rule::InputNotFilled => ("input-not-filled", "hal-facts C.11"),
            Rule::MixModified => ("mix-modified", "hal-facts C.11"),
            Rule::HostCallInIo => ("host-call-in-io", "hal-facts C.1"),
            Rule::HostCallArgument => ("host-call-argument", "hal-facts A.7"),
            Rule::ConfigurationChange => ("configuration-change", "hal-facts C.8"),
            Rule::StorageValue => ("storage-value", "hal-facts D.1"),
            Rule::UnannouncedChange => ("unannounced-change", "hal-facts D.3"),
            Rule::UnknownNotification => ("unknown-notification", "hal-facts D.3"),
            Rule::ChangeOutsideConfiguration => ("change-outside-configuration", "hal-facts C.8"),
            Rule::LockHeld => ("lock-held", "hal-facts C.1"),
            Rule::ObjectsLeft => ("objects-left", "hal-facts B.1"),
            Rule::AllocationInIo => ("allocation-in-io", "hal-facts C.1"),
            Rule::SystemCallInIo => ("system-call-in-io", "hal-facts C.1"),
            Rule::IoTooSlow => ("io-too-slow", "hal-facts C.1"),
            Rule::LockSharedWithIo => ("lock-shared-with-io", "hal-facts C.1"),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One breach of a [`Rule`] by one object.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// The object it happened on, 0 when it belongs to none.
    pub object: AudioObjectID,
    /// What was seen, the first time.
    pub what: String,
    /// How often it was seen.
    pub count: u64,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.rule)?;
        if self.object != 0 {
            write!(f, ", object {}", self.object)?;
        }
        write!(f, ": {}", self.what)?;
        if self.count > 1 {
            write!(f, " ({} times)", self.count)?;
        }
        write!(f, " [{}]", self.rule.section())
    }
}

/// The violations seen so far.
#[derive(Debug, Default)]
pub(crate) struct Violations(Mutex<BTreeMap<(Rule, AudioObjectID), Violation>>);

impl Violations {
    /// Counts a violation; `what` is only composed the first time.
    pub(crate) fn record(&self, rule: Rule, object: AudioObjectID, what: impl FnOnce() -> String) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.entry((rule, object))
            .or_insert_with(|| Violation {
                rule,
                object,
                what: what(),
                count: 0,
            })
            .count += 1;
    }

    pub(crate) fn list(&self) -> Vec<Violation> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.values().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_violations_are_counted_once_per_object() {
        let violations = Violations::default();
        violations.record(Rule::InputNotFilled, 3, || "first".into());
        violations.record(Rule::InputNotFilled, 3, || "second".into());
        violations.record(Rule::InputNotFilled, 4, || "other".into());
        let list = violations.list();
        assert_eq!(list.len(), 2);
        assert_eq!((list[0].count, list[0].what.as_str()), (2, "first"));
        assert_eq!(
            list[0].to_string(),
            "input-not-filled, object 3: first (2 times) [hal-facts C.11]"
        );
    }
}
