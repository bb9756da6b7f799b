//! The two capabilities: [`RealtimeContext`] and [`ControlContext`].
//!
//! Neither can be made, stored, copied or sent by an author: the framework lends them to callbacks. What is safe on the I/O path takes a
//! `RealtimeContext` or nothing; what may block, allocate or call the host takes a `ControlContext`, which no I/O callback is given.

use core::fmt;
use core::marker::PhantomData;

use crate::announcements::Announcements;

/// Binds a context to the call it was lent to and to its thread.
type Scope<'a> = PhantomData<(fn(&'a ()) -> &'a (), *const ())>;

/// Proof of being inside an I/O callback, on a realtime thread.
///
/// It cannot leave the callback:
///
/// ```compile_fail,E0521
/// use tympan_aspl::RealtimeContext;
///
/// fn keep(kept: &mut Vec<&'static RealtimeContext<'static>>, rt: &RealtimeContext<'_>) {
///     kept.push(rt);
/// }
/// ```
///
/// Nor the thread:
///
/// ```compile_fail,E0277
/// use tympan_aspl::RealtimeContext;
///
/// fn send<T: Send>() {}
/// send::<RealtimeContext<'static>>();
/// ```
///
/// It cannot be made by an author:
///
/// ```compile_fail,E0451
/// use std::marker::PhantomData;
///
/// let rt = tympan_aspl::RealtimeContext { scope: PhantomData };
/// ```
///
/// And it is no [`ControlContext`], which everything takes that is not for the I/O path:
///
/// ```compile_fail,E0308
/// use tympan_aspl::control::Volume;
/// use tympan_aspl::io::ReadInput;
/// use tympan_aspl::RealtimeContext;
///
/// fn read_input(volume: &Volume, rt: &RealtimeContext<'_>, op: ReadInput<'_>) {
///     volume.set_scalar(rt, 0.5);
/// }
/// ```
pub struct RealtimeContext<'a> {
    scope: Scope<'a>,
}

impl RealtimeContext<'_> {
    pub(crate) fn new() -> Self {
        Self { scope: PhantomData }
    }
}

impl fmt::Debug for RealtimeContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RealtimeContext")
    }
}

/// Proof of being on a thread that may block, allocate and call the host.
///
/// It cannot be made by an author:
///
/// ```compile_fail,E0423
/// let control = tympan_aspl::ControlContext(());
/// ```
///
/// Nor be kept or sent:
///
/// ```compile_fail,E0521
/// use tympan_aspl::ControlContext;
///
/// fn keep(kept: &mut Vec<&'static ControlContext<'static>>, control: &ControlContext<'_>) {
///     kept.push(control);
/// }
/// ```
///
/// ```compile_fail,E0277
/// fn send<T: Send>() {}
/// send::<tympan_aspl::ControlContext<'static>>();
/// ```
///
/// A worker thread gets one from [`PlugIn::control`](crate::PlugIn::control).
pub struct ControlContext<'a> {
    scope: Scope<'a>,
    announcements: Announcements,
}

impl ControlContext<'_> {
    /// For [`ControlContext::lend`] alone, which tells the host afterwards.
    pub(crate) fn new() -> Self {
        Self {
            scope: PhantomData,
            announcements: Announcements::default(),
        }
    }

    pub(crate) fn announcements(&self) -> &Announcements {
        &self.announcements
    }

    pub(crate) fn into_announcements(self) -> Announcements {
        self.announcements
    }
}

impl fmt::Debug for ControlContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ControlContext")
    }
}
