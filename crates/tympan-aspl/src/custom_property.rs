//! [`CustomProperty`]: a typed value of the author's own that clients can read and set (hal-facts D.2).

use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex};

use tympan_aspl_sys as sys;
use tympan_aspl_sys::FourCc;

use crate::cf::CfObject;
use crate::error::{Error, Status};
use crate::object::{
    Address, Answer, Data, ExtraProperty, Home, HomeCell, QualifierType, Request, ValueType,
};
use crate::property::{Property, address_problem, private, selector_problem};
use crate::property_value::{DataType, PropertyValue, ValueError, checked_object};
use crate::realtime::ControlContext;
use crate::sync::lock;
use crate::types::ObjectId;

mod computed;
mod diagnostics;

pub use computed::ComputedProperty;
pub(crate) use diagnostics::Diagnostics;

type Check<T> = Arc<dyn Fn(&T) -> Result<(), Status> + Send + Sync>;
type Hook<T> = Arc<dyn Fn(&ControlContext<'_>, &T) + Send + Sync>;

/// A value of the author's own on an object. A handle: clones share the value.
///
/// It is described first, then given to one object; a description of a clone makes it a property of its own. Clients reach it with
/// `AudioObjectGetPropertyData` and its selector, at the global scope and main element unless it is [`at`](Self::at) another place.
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
/// use tympan_aspl::{CustomProperty, Status};
///
/// fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
///     let delay = CustomProperty::new(*b"Dlay", 0.0_f64)
///         .settable()
///         .validate(|seconds| match seconds {
///             0.0..=1.0 => Ok(()),
///             _ => Err(Status::ILLEGAL_OPERATION),
///         });
///     let device = Device::new("com.example.echo", "Echo")
///         .sample_rates([48_000.0])
///         .property(&delay);
///     plug_in.add_device(control, device)?;
///     delay.set(control, 0.25)?;
///     assert_eq!(delay.get(control), 0.25);
///     Ok(())
/// }
/// ```
#[doc(alias = "kAudioObjectPropertyCustomPropertyInfoList")]
#[doc(alias = "AudioServerPlugInCustomPropertyInfo")]
#[must_use]
pub struct CustomProperty<T> {
    inner: Arc<Inner<T>>,
}

/// Where a custom property is, and whether clients can set it.
#[derive(Clone, Copy)]
struct Place {
    address: Address,
    is_settable: bool,
}

impl Place {
    fn new(selector: FourCc) -> Self {
        Self {
            address: Address::global(selector.0),
            is_settable: false,
        }
    }

    fn at(&mut self, scope: FourCc, element: u32) {
        self.address.scope = scope.0;
        self.address.element = element;
    }

    fn scope_and_element(&self) -> (u32, u32) {
        (self.address.scope, self.address.element)
    }

    fn problems(&self) -> Vec<String> {
        let selector = self.address.selector;
        let wildcard = address_problem(Some(self.scope_and_element()), selector);
        wildcard
            .or_else(|| selector_problem(selector))
            .into_iter()
            .collect()
    }

    fn info(
        &self,
        data: DataType,
        qualifier: Option<DataType>,
    ) -> sys::AudioServerPlugInCustomPropertyInfo {
        sys::AudioServerPlugInCustomPropertyInfo {
            mSelector: self.address.selector,
            mPropertyDataType: data.code(),
            mQualifierDataType: qualifier.map_or(
                sys::kAudioServerPlugInCustomPropertyDataTypeNone,
                DataType::code,
            ),
        }
    }
}

const fn value_type(data_type: DataType) -> ValueType {
    match data_type {
        DataType::String => ValueType::Text,
        DataType::PropertyList => ValueType::PropertyList,
    }
}

/// A client's value as one of type `T`.
fn value_of<T: PropertyValue>(data: &Data<'_>) -> Result<T, Status> {
    match data {
        Data::Object(object) => Ok(T::from_object(object)?),
        Data::Bytes(_) => Err(Status::ILLEGAL_OPERATION),
    }
}

struct Inner<T> {
    place: Place,
    check: Option<Check<T>>,
    hook: Option<Hook<T>>,
    content: Mutex<Arc<Content<T>>>,
    home: HomeCell,
}

/// A value and its object. Shared, so that no code of the value's type runs under the lock.
struct Content<T> {
    value: T,
    object: Result<CfObject, ValueError>,
}

/// The same description and value, for another object.
impl<T> Clone for Inner<T> {
    fn clone(&self) -> Self {
        Self {
            place: self.place,
            check: self.check.clone(),
            hook: self.hook.clone(),
            content: Mutex::new(self.content()),
            home: HomeCell::default(),
        }
    }
}

impl<T> Inner<T> {
    fn content(&self) -> Arc<Content<T>> {
        Arc::clone(&lock(&self.content))
    }
}

impl<T: PropertyValue + PartialEq + Send + Sync + 'static> Inner<T> {
    /// Takes a value and notes the change, if it is one.
    fn set(&self, control: &ControlContext<'_>, content: Content<T>) -> Option<Arc<Content<T>>> {
        let new = Arc::new(content);
        let old = mem::replace(&mut *lock(&self.content), Arc::clone(&new));
        let has_changed = old.value != new.value;
        if has_changed {
            self.home.announce(control, &[self.place.address]);
        }
        has_changed.then_some(new)
    }
}

impl<T> Clone for CustomProperty<T> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
        }
    }
}

impl<T: PropertyValue + PartialEq + Send + Sync + 'static> CustomProperty<T> {
    /// A property with a value that clients can read. Apple's selectors are refused when it is added.
    pub fn new(selector: impl Into<FourCc>, value: T) -> Self {
        let object = checked_object(&value);
        let inner = Inner {
            place: Place::new(selector.into()),
            check: None,
            hook: None,
            content: Mutex::new(Arc::new(Content { value, object })),
            home: HomeCell::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    fn describe(mut self, edit: impl FnOnce(&mut Inner<T>)) -> Self {
        edit(Arc::make_mut(&mut self.inner));
        self
    }

    /// Puts it at a scope and element. An object can have the same selector at several.
    pub fn at(self, scope: impl Into<FourCc>, element: u32) -> Self {
        self.describe(|inner| inner.place.at(scope.into(), element))
    }

    /// Lets clients set it.
    pub fn settable(self) -> Self {
        self.describe(|inner| inner.place.is_settable = true)
    }

    /// Looks at what a client wants to set; the error is what the client is told, and [`Status::ILLEGAL_OPERATION`] says that the value is bad.
    ///
    /// Values of another type are refused before. Called on a host thread, and not for the author's own values.
    pub fn validate(
        self,
        check: impl Fn(&T) -> Result<(), Status> + Send + Sync + 'static,
    ) -> Self {
        self.describe(|inner| inner.check = Some(Arc::new(check)))
    }

    /// What to do when a client has changed the value. Called on a host thread, after the change.
    pub fn on_set(self, hook: impl Fn(&ControlContext<'_>, &T) + Send + Sync + 'static) -> Self {
        self.describe(|inner| inner.hook = Some(Arc::new(hook)))
    }

    /// The value.
    #[must_use]
    pub fn get(&self, _: &ControlContext<'_>) -> T
    where
        T: Clone,
    {
        self.inner.content().value.clone()
    }

    /// Sets the value. The host hears of it if it differs from the one before.
    ///
    /// # Errors
    ///
    /// The value has no object; the property keeps the one it had.
    pub fn set(&self, control: &ControlContext<'_>, value: T) -> Result<(), ValueError> {
        let object = Ok(checked_object(&value)?);
        self.inner.set(control, Content { value, object });
        Ok(())
    }
}

impl<T: PropertyValue> CustomProperty<T> {
    /// A property whose value is computed whenever a client asks.
    pub fn computed(
        selector: impl Into<FourCc>,
        read: impl Fn(&ControlContext<'_>) -> Result<T, Status> + Send + Sync + 'static,
    ) -> ComputedProperty<T> {
        ComputedProperty::computed(selector.into(), read)
    }

    /// A property whose value depends on a qualifier, which clients pass along.
    ///
    /// A qualifier of another type is refused with [`Status::ILLEGAL_OPERATION`], one that is missing with [`Status::BAD_SIZE`].
    pub fn qualified<Q: PropertyValue>(
        selector: impl Into<FourCc>,
        read: impl Fn(&ControlContext<'_>, Q) -> Result<T, Status> + Send + Sync + 'static,
    ) -> ComputedProperty<T, Q> {
        ComputedProperty::qualified(selector.into(), read)
    }
}

impl<T: PropertyValue + PartialEq + Send + Sync + 'static> ExtraProperty for Inner<T> {
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
        QualifierType::None
    }

    fn is_settable(&self) -> bool {
        self.place.is_settable
    }

    fn info(&self) -> Option<sys::AudioServerPlugInCustomPropertyInfo> {
        Some(self.place.info(T::DATA_TYPE, None))
    }

    fn problems(&self) -> Vec<String> {
        let mut problems = self.place.problems();
        if let Err(error) = &self.content().object {
            let selector = FourCc(self.place.address.selector);
            problems.push(format!("the value of the property {selector}: {error}"));
        }
        problems
    }

    fn read(&self, _: &Request<'_>) -> Result<Answer, Status> {
        let object = self.content().object.clone();
        object.map(Answer::Object).map_err(|_| Status::UNSPECIFIED)
    }

    fn write(
        &self,
        control: &ControlContext<'_>,
        _: &Request<'_>,
        data: &Data<'_>,
    ) -> Result<(), Status> {
        let value = value_of(data)?;
        if let Some(check) = &self.check {
            check(&value)?;
        }
        let object = Ok(checked_object(&value)?);
        let changed = self.set(control, Content { value, object });
        if let (Some(content), Some(hook)) = (changed, &self.hook) {
            hook(control, &content.value);
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

impl<T: PropertyValue + PartialEq + Send + Sync + 'static> private::Sealed for CustomProperty<T> {
    fn extra(&self) -> private::Extra {
        private::Extra(Arc::clone(&self.inner) as _)
    }
}

impl<T: PropertyValue + PartialEq + Send + Sync + 'static> Property for CustomProperty<T> {}

impl<T: fmt::Debug> fmt::Debug for CustomProperty<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomProperty")
            .field("selector", &FourCc(self.inner.place.address.selector))
            .field("value", &self.inner.content().value)
            .finish_non_exhaustive()
    }
}
