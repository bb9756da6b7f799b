//! Controls: what a user or a client can turn, switch and choose on a device.

use std::sync::Arc;

use tympan_aspl_sys as sys;

use crate::error::Error;
use crate::object::{AnyObject, Home, Owned};
use crate::types::ObjectId;

/// A control of any class, as a device takes it.
///
/// The framework's control types have it; it cannot be implemented elsewhere.
pub trait Control: private::Sealed {}

mod private {
    use super::{AnyControl, Arc};

    pub trait Sealed {
        #[doc(hidden)]
        fn handle(&self) -> Handle;
    }

    /// The shared state of a control handle.
    #[allow(missing_debug_implementations, reason = "nobody outside can name it")]
    pub struct Handle(pub(crate) Arc<dyn AnyControl>);
}

/// A control that an author's handle refers to.
pub(crate) trait AnyControl: Send + Sync {
    /// The class, and the standard class it is derived from.
    fn classes(&self) -> (sys::AudioClassID, sys::AudioClassID);
    /// The side of the device it is for, as a scope.
    fn scope(&self) -> sys::AudioObjectPropertyScope;
    /// The channel it is for; 0 for all.
    fn element(&self) -> sys::AudioObjectPropertyElement;
    /// Everything that is wrong with its description.
    fn problems(&self) -> Vec<String>;
    /// Takes its place as an object, unless it has another.
    fn attach(&self, home: Home) -> Result<(), Error>;
    /// Gives the place up, if it is that of this object.
    fn detach(&self, object: ObjectId);
    /// The object that answers for it.
    fn object(self: Arc<Self>, id: ObjectId, owner: ObjectId) -> Arc<dyn AnyObject>;
}

impl dyn AnyControl {
    /// The control as an entry of its owner's lists.
    pub(crate) fn owned(&self, id: ObjectId) -> Owned {
        let (class, base) = self.classes();
        Owned { id, class, base }
    }
}
