//! Finds the row that an address means and answers the five property calls from it.

use tympan_aspl_sys as sys;

use super::property::{Answer, Effect, Property, QualifierType, ValueType, View};
use super::tree::Object;
use super::{DeviceObject, PlugInObject, StreamObject};
use crate::driver::Driver;
use crate::error::Status;
use crate::types::ObjectId;

/// Where a property is: selector, scope and element, as the host passed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) selector: sys::AudioObjectPropertySelector,
    pub(crate) scope: sys::AudioObjectPropertyScope,
    pub(crate) element: sys::AudioObjectPropertyElement,
}

impl Address {
    /// A selector at the global scope and main element.
    pub(crate) const fn global(selector: sys::AudioObjectPropertySelector) -> Self {
        Self {
            selector,
            scope: sys::kAudioObjectPropertyScopeGlobal,
            element: sys::kAudioObjectPropertyElementMain,
        }
    }
}

/// A property's qualifier, in safe form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Qualifier<'a> {
    /// None, or none that the property looks at.
    None,
    /// Class ids, as bytes of any alignment.
    Classes(&'a [u8]),
    /// The text of a CFString.
    Text(&'a str),
}

/// A property call, without its data.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request<'a> {
    pub(crate) address: Address,
    pub(crate) qualifier: Qualifier<'a>,
}

impl Request<'_> {
    /// Whether a class filter lets objects of `class` through; without a filter, all pass.
    pub(crate) fn admits(&self, class: sys::AudioClassID) -> bool {
        match self.qualifier {
            Qualifier::Classes(bytes) if !bytes.is_empty() => bytes
                .chunks_exact(4)
                .filter_map(|id| id.try_into().ok().map(u32::from_ne_bytes))
                .any(|wanted| super::is_a(class, wanted)),
            _ => true,
        }
    }
}

/// A class of object with its table.
pub(crate) trait Class: Sized + 'static {
    /// The class's own rows.
    const PROPERTIES: &'static [Property<Self>];

    fn class(&self) -> sys::AudioClassID;
    fn owner(&self) -> ObjectId;
    /// The owned objects of one side (of both without one) and their classes.
    fn owned(
        view: &View<'_, Self>,
        scope: sys::AudioObjectPropertyScope,
    ) -> Vec<(ObjectId, sys::AudioClassID)>;
}

/// The rows of `AudioObject`, which every class inherits (hal-facts B.2).
struct Inherited<T>(core::marker::PhantomData<T>);

impl<T: Class> Inherited<T> {
    const PROPERTIES: &'static [Property<T>] = &[
        Property::new(
            sys::kAudioObjectPropertyBaseClass,
            ValueType::UInt32,
            |view, _| {
                let base = sys::names::base_class(view.object.class());
                Ok(Answer::uint32(base.unwrap_or(sys::kAudioObjectClassID)))
            },
        ),
        Property::new(
            sys::kAudioObjectPropertyClass,
            ValueType::UInt32,
            |view, _| Ok(Answer::uint32(view.object.class())),
        ),
        Property::new(
            sys::kAudioObjectPropertyOwner,
            ValueType::UInt32,
            |view, _| Ok(Answer::id(view.object.owner())),
        ),
        Property::new(
            sys::kAudioObjectPropertyOwnedObjects,
            ValueType::List,
            |view, request| {
                let owned = T::owned(view, request.address.scope);
                let admitted = owned
                    .into_iter()
                    .filter(|(_, class)| request.admits(*class));
                Ok(Answer::ids(admitted.map(|(id, _)| id)))
            },
        )
        .at(super::property::At::Filtered)
        .qualifier(QualifierType::Classes),
    ];
}

fn find<T: Class>(view: &View<'_, T>, address: Address) -> Option<&'static Property<T>> {
    T::PROPERTIES
        .iter()
        .chain(Inherited::<T>::PROPERTIES)
        .find(|property| property.selector == address.selector)
        .filter(|property| property.is_at(view, address))
}

fn read<T: Class>(view: &View<'_, T>, request: &Request<'_>) -> Result<Answer, Status> {
    let property = find(view, request.address).ok_or(Status::UNKNOWN_PROPERTY)?;
    (property.read)(view, request)
}

fn size<T: Class>(view: &View<'_, T>, request: &Request<'_>) -> Result<usize, Status> {
    let property = find(view, request.address).ok_or(Status::UNKNOWN_PROPERTY)?;
    match property.value.fixed_size() {
        Some(size) => Ok(size),
        None => (property.read)(view, request).map(|answer| answer.size()),
    }
}

fn write<T: Class>(
    view: &View<'_, T>,
    request: &Request<'_>,
    data: &[u8],
) -> Result<Effect, Status> {
    let property = find(view, request.address).ok_or(Status::UNKNOWN_PROPERTY)?;
    let write = property.write.ok_or(Status::UNSUPPORTED_OPERATION)?;
    if property
        .value
        .fixed_size()
        .is_some_and(|size| size != data.len())
    {
        return Err(Status::BAD_SIZE);
    }
    write(view, request, data)
}

/// Runs `$body` with `$view` as a view of whichever object it is.
macro_rules! with_view {
    ($driver:expr, $object:expr, |$view:ident| $body:expr) => {
        match $object {
            Object::PlugIn(object) => {
                let $view = &View::<PlugInObject> {
                    driver: $driver,
                    object: &**object,
                };
                $body
            }
            Object::Device(object) => {
                let $view = &View::<DeviceObject> {
                    driver: $driver,
                    object: &**object,
                };
                $body
            }
            Object::Stream(object) => {
                let $view = &View::<StreamObject> {
                    driver: $driver,
                    object: &**object,
                };
                $body
            }
        }
    };
}

impl Driver {
    /// Whether the object has the property. Unknown objects have none.
    pub(crate) fn has_property(&self, id: ObjectId, address: Address) -> bool {
        self.object(id)
            .is_ok_and(|object| with_view!(self, &object, |view| find(view, address).is_some()))
    }

    /// Whether the property can be set.
    pub(crate) fn is_settable(&self, id: ObjectId, address: Address) -> Result<bool, Status> {
        let object = self.object(id)?;
        let settable = with_view!(self, &object, |view| find(view, address)
            .map(|row| row.write.is_some()));
        settable.ok_or(Status::UNKNOWN_PROPERTY)
    }

    /// The type of the property's qualifier, so that the C edge knows how to read it.
    pub(crate) fn qualifier_type(
        &self,
        id: ObjectId,
        address: Address,
    ) -> Result<QualifierType, Status> {
        let object = self.object(id)?;
        let qualifier = with_view!(self, &object, |view| find(view, address)
            .map(|row| row.qualifier));
        qualifier.ok_or(Status::UNKNOWN_PROPERTY)
    }

    /// The size in bytes of the whole value.
    pub(crate) fn property_size(
        &self,
        id: ObjectId,
        request: &Request<'_>,
    ) -> Result<usize, Status> {
        let object = self.object(id)?;
        with_view!(self, &object, |view| size(view, request))
    }

    /// The value.
    pub(crate) fn property(&self, id: ObjectId, request: &Request<'_>) -> Result<Answer, Status> {
        let object = self.object(id)?;
        with_view!(self, &object, |view| read(view, request))
    }

    /// Sets the value; what has to follow is left to the caller, who holds no lock.
    pub(crate) fn set_property(
        &self,
        id: ObjectId,
        request: &Request<'_>,
        data: &[u8],
    ) -> Result<Effect, Status> {
        let object = self.object(id)?;
        with_view!(self, &object, |view| write(view, request, data))
    }
}
