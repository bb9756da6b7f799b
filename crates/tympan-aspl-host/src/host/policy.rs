//! How the host behaves where the protocol leaves it free: when it answers requests, and what it does about notifications.

/// How the host answers requests for configuration changes (hal-facts C.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RequestPolicy {
    /// Performs each as soon as it can: after the call that led to the request, or between two I/O cycles.
    #[default]
    Perform,
    /// Performs each at once, inside the driver's call to the host and on its thread. A driver that holds a lock while it asks hangs
    /// here.
    Inside,
    /// Performs each on another thread, while the driver's call returns.
    OtherThread,
    /// Performs each on another thread, and lets the driver's call wait for it. A driver that holds a lock while it asks breaks
    /// [`Rule::LockHeld`](crate::Rule::LockHeld).
    OtherThreadWhileCallWaits,
    /// Keeps them until [`Host::process`](crate::Host::process) is called.
    Hold,
    /// Keeps them until this many wait, then performs all.
    AfterRequests(usize),
    /// Takes them and then aborts them.
    Abort,
    /// Takes them and never answers.
    Ignore,
    /// Answers the request itself with an error.
    Refuse,
}

/// What the host does when the driver announces changed properties (hal-facts C.1, D.3).
///
/// All note it, and read again what they keep of the property when it is next needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum NotificationPolicy {
    /// Only notes it.
    #[default]
    Record,
    /// Asks for the property at once, on the same thread, as the real host may. A driver that holds a lock while it calls the host
    /// hangs here.
    ReadBack,
    /// Asks for every property of the object at once, on the same thread.
    ReadAll,
    /// Asks for every property of the object on another thread, and lets the driver's call wait for it. A driver that holds a lock
    /// while it calls the host breaks [`Rule::LockHeld`](crate::Rule::LockHeld).
    ReadAllOnOtherThread,
}

/// How a change that a client asked for ended without being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// The host took the driver's request and aborted it.
    Aborted,
    /// The host refused the driver's request.
    Refused,
    /// The host has not answered the driver's request.
    Unanswered,
}
