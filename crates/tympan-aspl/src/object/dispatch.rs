//! Finds the row that an address means and answers the five property calls from it.

use std::sync::Arc;

use tympan_aspl_sys as sys;

use super::class::{Owned, is_a};
use super::extra::{ExtraProperty, Extras};
use super::object_properties::Inherited;
use super::property::{Answer, Data, Notify, Property, QualifierType, ValueType, View};
use crate::cf::CfObject;
use crate::driver::Driver;
use crate::error::Status;
use crate::realtime::ControlContext;
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
    UInt32(u32),
    /// A CoreFoundation object.
    Object(&'a CfObject),
    /// Bytes that only the author knows the meaning of.
    Bytes(&'a [u8]),
}

/// A property call, without its data.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request<'a> {
    pub(crate) address: Address,
    pub(crate) qualifier: Qualifier<'a>,
    /// What the host passed in with the question, where the property takes it.
    pub(crate) input: [u8; Request::INPUT],
    /// The process that asks; 0 is the host itself (hal-facts C.4).
    pub(crate) process_id: sys::pid_t,
}

impl Request<'_> {
    /// The longest input of a question: a `Float32`.
    pub(crate) const INPUT: usize = 4;

    /// A question without qualifier or input, by the host itself.
    pub(crate) const fn at(address: Address) -> Self {
        Self {
            address,
            qualifier: Qualifier::None,
            input: [0; Self::INPUT],
            process_id: 0,
        }
    }

    /// Whether a class filter lets objects of `class` through; without a filter, all pass.
    pub(crate) fn admits(&self, owned: &Owned) -> bool {
        match self.qualifier {
            Qualifier::Classes(bytes) if !bytes.is_empty() => bytes
                .chunks_exact(4)
                .filter_map(|id| id.try_into().ok().map(u32::from_ne_bytes))
                .any(|wanted| owned.class == wanted || is_a(owned.base, wanted)),
            _ => true,
        }
    }

    pub(crate) fn text(&self) -> Result<&str, Status> {
        match self.qualifier {
            Qualifier::Text(text) => Ok(text),
            _ => Err(Status::BAD_SIZE),
        }
    }

    pub(crate) fn uint32(&self) -> Result<u32, Status> {
        match self.qualifier {
            Qualifier::UInt32(value) => Ok(value),
            _ => Err(Status::BAD_SIZE),
        }
    }
}

/// A class of object with its tables.
pub(crate) trait Class: Sized + Send + Sync + 'static {
    /// What the tables' functions read, taken once per call so that it holds together.
    type State;

    fn id(&self) -> ObjectId;
    /// The state now; `None` once the object is gone.
    fn state(&self) -> Option<Self::State>;
    /// The tables of the class and of those it is derived from, the most derived first, without `AudioObject`'s.
    fn tables(&self) -> &'static [&'static [Property<Self>]];
    fn class(&self) -> sys::AudioClassID;
    /// The standard class it is derived from; for a standard class, its base.
    fn base_class(&self) -> sys::AudioClassID {
        sys::names::base_class(self.class()).unwrap_or(sys::kAudioObjectClassID)
    }
    fn owner(&self) -> ObjectId;
    /// The owned objects of one side (of both without one).
    fn owned(_: &View<'_, Self>, _: sys::AudioObjectPropertyScope) -> Vec<Owned> {
        Vec::new()
    }
    /// What the author has added to the tables.
    fn extras<'a>(view: &'a View<'_, Self>) -> &'a Extras;
}

/// The row that answers an address.
enum Row<'a, T: Class> {
    Table(&'static Property<T>),
    Extra(&'a dyn ExtraProperty),
}

fn rows<T: Class>(object: &T) -> impl Iterator<Item = &'static Property<T>> {
    let own = object.tables().iter().copied();
    own.chain([Inherited::<T>::PROPERTIES]).flatten()
}

fn find<'a, T: Class>(view: &'a View<'_, T>, address: Address) -> Option<Row<'a, T>> {
    if let Some(extra) = T::extras(view).find(address) {
        return Some(Row::Extra(extra));
    }
    row(view.object, address.selector)
        .filter(|property| property.is_at(view, address))
        .map(Row::Table)
}

/// The first row for a selector. Plain loops, as every property call comes through here.
fn row<T: Class>(object: &T, selector: u32) -> Option<&'static Property<T>> {
    for table in object.tables().iter().chain(&[Inherited::<T>::PROPERTIES]) {
        for property in *table {
            if property.selector == selector {
                return Some(property);
            }
        }
    }
    None
}

impl<T: Class> Row<'_, T> {
    fn shape(&self) -> Shape {
        match self {
            Self::Table(property) => Shape {
                value: property.value,
                qualifier: property.qualifier,
                takes_input: property.takes_input,
                is_settable: property.write.is_some(),
            },
            Self::Extra(extra) => Shape {
                value: extra.value(),
                qualifier: extra.qualifier(),
                takes_input: extra.takes_input(),
                is_settable: extra.is_settable(),
            },
        }
    }
}

/// How the C edge has to read what comes with a property call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shape {
    pub(crate) value: ValueType,
    pub(crate) qualifier: QualifierType,
    pub(crate) takes_input: bool,
    pub(crate) is_settable: bool,
}

impl Shape {
    /// Whether the property can be set to data of this size.
    fn admits(&self, data: &Data<'_>) -> Result<(), Status> {
        if !self.is_settable {
            return Err(Status::UNSUPPORTED_OPERATION);
        }
        match (data, self.value.fixed_size()) {
            (Data::Bytes(bytes), Some(size)) if bytes.len() != size => Err(Status::BAD_SIZE),
            _ => Ok(()),
        }
    }
}

/// Any object of the plug-in, as the property calls see it.
pub(crate) trait AnyObject: Send + Sync {
    fn id(&self) -> ObjectId;
    fn owned(&self) -> Owned;
    /// The shape of the property at an address; `None` if the object has none there.
    fn shape(&self, driver: &Arc<Driver>, address: Address) -> Option<Shape>;
    fn read(&self, driver: &Arc<Driver>, request: &Request<'_>) -> Result<Answer, Status>;
    fn write(
        &self,
        driver: &Arc<Driver>,
        control: &ControlContext<'_>,
        request: &Request<'_>,
        data: &Data<'_>,
    ) -> Result<(), Status>;
}

fn view<'a, T: Class>(object: &'a T, driver: &'a Arc<Driver>) -> Option<View<'a, T>> {
    let state = object.state()?;
    Some(View {
        driver,
        object,
        state,
    })
}

impl<T: Class> AnyObject for T {
    fn id(&self) -> ObjectId {
        Class::id(self)
    }

    fn owned(&self) -> Owned {
        Owned {
            id: Class::id(self),
            class: self.class(),
            base: self.base_class(),
        }
    }

    fn shape(&self, driver: &Arc<Driver>, address: Address) -> Option<Shape> {
        let view = view(self, driver)?;
        find(&view, address).map(|row| row.shape())
    }

    fn read(&self, driver: &Arc<Driver>, request: &Request<'_>) -> Result<Answer, Status> {
        let view = view(self, driver).ok_or(Status::BAD_OBJECT)?;
        match find(&view, request.address).ok_or(Status::UNKNOWN_PROPERTY)? {
            Row::Table(property) => (property.read)(&view, request),
            Row::Extra(extra) => extra.read(request),
        }
    }

    fn write(
        &self,
        driver: &Arc<Driver>,
        control: &ControlContext<'_>,
        request: &Request<'_>,
        data: &Data<'_>,
    ) -> Result<(), Status> {
        let view = view(self, driver).ok_or(Status::BAD_OBJECT)?;
        let row = find(&view, request.address).ok_or(Status::UNKNOWN_PROPERTY)?;
        row.shape().admits(data)?;
        match row {
            Row::Table(property) => {
                let write = property.write.ok_or(Status::UNSUPPORTED_OPERATION)?;
                write(&view, control, request, data)
            }
            Row::Extra(extra) => extra.write(control, request, data),
        }
    }
}

/// The properties, among those the plug-in announces (or those that only a configuration change changes), whose values differ between two states of an object.
pub(crate) fn differences<T: Class>(
    driver: &Arc<Driver>,
    object: &T,
    [before, after]: [T::State; 2],
    wanted: Notify,
    addresses: impl Fn(&Property<T>, &View<'_, T>) -> Vec<Address>,
) -> Vec<Address> {
    let [before, after] = [before, after].map(|state| View {
        driver,
        object,
        state,
    });
    let value = |property: &Property<T>, view: &View<'_, T>, address| {
        let is_there = property.is_at(view, address);
        is_there.then(|| (property.read)(view, &Request::at(address)))
    };
    let mut changed = Vec::new();
    for property in rows(object).filter(|property| property.notify == wanted) {
        let mut candidates = addresses(property, &before);
        for address in addresses(property, &after) {
            if !candidates.contains(&address) {
                candidates.push(address);
            }
        }
        for address in candidates {
            if !changed.contains(&address)
                && value(property, &before, address) != value(property, &after, address)
            {
                changed.push(address);
            }
        }
    }
    changed
}
