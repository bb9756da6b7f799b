//! [`ComputedProperty`]: a custom property without a value of its own, with or without a qualifier.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use tympan_aspl_sys as sys;
use tympan_aspl_sys::FourCc;

use super::{Place, value_of, value_type};
use crate::error::{Error, Status};
use crate::object::{
    Address, Answer, Data, ExtraProperty, Home, HomeCell, Qualifier, QualifierType, Request,
    ValueType,
};
use crate::property::{Property, private};
use crate::property_value::{DataType, PropertyValue, checked_object};
use crate::realtime::ControlContext;
use crate::types::ObjectId;

type Read<T> = Arc<dyn Fn(&ControlContext<'_>, &Qualifier<'_>) -> Result<T, Status> + Send + Sync>;
type Write<T> =
    Arc<dyn Fn(&ControlContext<'_>, &Qualifier<'_>, T) -> Result<bool, Status> + Send + Sync>;

/// A custom property that is answered by closures: see [`CustomProperty::computed`](crate::CustomProperty::computed) and
/// [`CustomProperty::qualified`](crate::CustomProperty::qualified). A handle: clones are the same property.
///
/// `Q` is the type of the qualifier; `()` for none. The closures are called on host threads, with no lock held. An error of theirs is what the client is told.
///
/// # Examples
///
/// ```
/// use std::time::Instant;
/// use tympan_aspl::prelude::*;
/// use tympan_aspl::{ComputedProperty, CustomProperty, Status};
///
/// let start = Instant::now();
/// let seconds = CustomProperty::computed(*b"Secs", move |_| Ok(start.elapsed().as_secs_f64()));
/// let length: ComputedProperty<u32, String> =
///     CustomProperty::qualified(*b"Leng", |_, word: String| {
///         u32::try_from(word.len()).map_err(|_| Status::ILLEGAL_OPERATION)
///     });
/// let device = Device::new("com.example.counter", "Counter").property(&seconds).property(&length);
/// ```
#[must_use]
pub struct ComputedProperty<T, Q = ()> {
    inner: Arc<Inner<T>>,
    qualifier: PhantomData<fn(Q)>,
}

struct Inner<T> {
    place: Place,
    qualifier: Option<DataType>,
    read: Read<T>,
    write: Option<Write<T>>,
    home: HomeCell,
}

/// The same description, for another object.
impl<T> Clone for Inner<T> {
    fn clone(&self) -> Self {
        Self {
            place: self.place,
            qualifier: self.qualifier,
            read: Arc::clone(&self.read),
            write: self.write.clone(),
            home: HomeCell::default(),
        }
    }
}

impl<T, Q> Clone for ComputedProperty<T, Q> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            qualifier: PhantomData,
        }
    }
}

/// A client's qualifier as one of type `Q`.
fn qualifier_of<Q: PropertyValue>(qualifier: &Qualifier<'_>) -> Result<Q, Status> {
    match qualifier {
        Qualifier::Object(object) => Ok(Q::from_object(object)?),
        _ => Err(Status::BAD_SIZE),
    }
}

impl<T, Q> ComputedProperty<T, Q> {
    fn new(selector: FourCc, qualifier: Option<DataType>, read: Read<T>) -> Self {
        let inner = Inner {
            place: Place::new(selector),
            qualifier,
            read,
            write: None,
            home: HomeCell::default(),
        };
        Self {
            inner: Arc::new(inner),
            qualifier: PhantomData,
        }
    }

    fn describe(mut self, edit: impl FnOnce(&mut Inner<T>)) -> Self {
        edit(Arc::make_mut(&mut self.inner));
        self
    }

    fn writable(self, write: Write<T>) -> Self {
        self.describe(|inner| {
            inner.place.is_settable = true;
            inner.write = Some(write);
        })
    }

    /// Puts it at a scope and element. An object can have the same selector at several.
    pub fn at(self, scope: impl Into<FourCc>, element: u32) -> Self {
        self.describe(|inner| inner.place.at(scope.into(), element))
    }

    /// Tells the host that what the property would answer has changed.
    pub fn changed(&self, control: &ControlContext<'_>) {
        let address: Address = self.inner.place.address;
        self.inner.home.announce(control, &[address]);
    }
}

impl<T> ComputedProperty<T> {
    pub(super) fn computed(
        selector: FourCc,
        read: impl Fn(&ControlContext<'_>) -> Result<T, Status> + Send + Sync + 'static,
    ) -> Self {
        Self::new(selector, None, Arc::new(move |control, _| read(control)))
    }

    /// Lets clients set it. The closure says whether that changed the value; the host then hears of it.
    pub fn settable(
        self,
        write: impl Fn(&ControlContext<'_>, T) -> Result<bool, Status> + Send + Sync + 'static,
    ) -> Self {
        self.writable(Arc::new(move |control, _, value| write(control, value)))
    }
}

impl<T, Q: PropertyValue> ComputedProperty<T, Q> {
    pub(super) fn qualified(
        selector: FourCc,
        read: impl Fn(&ControlContext<'_>, Q) -> Result<T, Status> + Send + Sync + 'static,
    ) -> Self {
        let read = move |control: &ControlContext<'_>, qualifier: &Qualifier<'_>| {
            read(control, qualifier_of(qualifier)?)
        };
        Self::new(selector, Some(Q::DATA_TYPE), Arc::new(read))
    }

    /// Lets clients set it. The closure says whether that changed the value; the host then hears of it.
    pub fn settable_qualified(
        self,
        write: impl Fn(&ControlContext<'_>, Q, T) -> Result<bool, Status> + Send + Sync + 'static,
    ) -> Self {
        self.writable(Arc::new(move |control, qualifier, value| {
            write(control, qualifier_of(qualifier)?, value)
        }))
    }
}

impl<T: PropertyValue> ExtraProperty for Inner<T> {
    fn selector(&self) -> sys::AudioObjectPropertySelector {
        self.place.address.selector
    }

    fn place(&self) -> Option<(u32, u32)> {
        Some(self.place.scope_and_element())
    }

    fn value(&self) -> ValueType {
        value_type(T::DATA_TYPE)
    }

    fn qualifier(&self) -> QualifierType {
        match self.qualifier {
            Some(_) => QualifierType::Object,
            None => QualifierType::None,
        }
    }

    fn is_settable(&self) -> bool {
        self.place.is_settable
    }

    fn info(&self) -> Option<sys::AudioServerPlugInCustomPropertyInfo> {
        Some(self.place.info(T::DATA_TYPE, self.qualifier))
    }

    fn problems(&self) -> Vec<String> {
        self.place.problems()
    }

    fn read(&self, request: &Request<'_>) -> Result<Answer, Status> {
        let value = ControlContext::lend(|control| (self.read)(control, &request.qualifier))?;
        // That a value has no object is the driver's fault, not the client's.
        let object = checked_object(&value).map_err(|_| Status::UNSPECIFIED)?;
        Ok(Answer::Object(object))
    }

    fn write(
        &self,
        control: &ControlContext<'_>,
        request: &Request<'_>,
        data: &Data<'_>,
    ) -> Result<(), Status> {
        let write = self.write.as_ref().ok_or(Status::UNSUPPORTED_OPERATION)?;
        if write(control, &request.qualifier, value_of(data)?)? {
            self.home.announce(control, &[self.place.address]);
        }
        Ok(())
    }

    fn attach(&self, home: Home) -> Result<(), Error> {
        self.home.attach(home)
    }

    fn detach(&self, object: ObjectId) {
        self.home.detach(object);
    }
}

impl<T: PropertyValue + 'static, Q> private::Sealed for ComputedProperty<T, Q> {
    fn extra(&self) -> private::Extra {
        private::Extra(Arc::clone(&self.inner) as _)
    }
}

impl<T: PropertyValue + 'static, Q> Property for ComputedProperty<T, Q> {}

impl<T, Q> fmt::Debug for ComputedProperty<T, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ComputedProperty")
            .field("selector", &FourCc(self.inner.place.address.selector))
            .finish_non_exhaustive()
    }
}
