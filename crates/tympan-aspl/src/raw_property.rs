//! [`RawProperty`]: any selector, answered with bytes or objects as they are: the way to whatever the framework has no name for.

use std::fmt;
use std::sync::Arc;

use tympan_aspl_sys as sys;
use tympan_aspl_sys::FourCc;

use crate::cf::CfObject;
use crate::error::{Error, Status};
use crate::object::{
    Address, Answer, Data, ExtraProperty, Home, HomeCell, Qualifier, QualifierType, Request,
    ValueType,
};
use crate::property::{Property, address_problem, private};
use crate::property_value::DataType;
use crate::realtime::ControlContext;
use crate::types::ObjectId;

type Read =
    Arc<dyn Fn(&ControlContext<'_>, &RawRequest<'_>) -> Result<RawValue, Status> + Send + Sync>;
type Write = Arc<
    dyn Fn(&ControlContext<'_>, &RawRequest<'_>, RawData<'_>) -> Result<(), Status> + Send + Sync,
>;

/// A property of any selector, answered by closures that see address, qualifier and bytes as the host passed them. A handle: clones are the same property.
///
/// On its object it comes before the framework's own properties, and so can replace one. Unless it is [`at`](Self::at) one place, it answers at every scope
/// and element. The closures are called on host threads, with no lock held; an error of theirs is what the host is told.
///
/// # Examples
///
/// ```
/// use tympan_aspl::prelude::*;
/// use tympan_aspl::sys::kAudioDevicePropertyLatency;
/// use tympan_aspl::{RawProperty, RawValue};
///
/// // A latency of its own for each scope, whatever the description says.
/// let latency = RawProperty::new(kAudioDevicePropertyLatency, |_, request| {
///     let frames: u32 = if request.scope().to_bytes() == *b"inpt" { 24 } else { 48 };
///     Ok(RawValue::from(frames))
/// });
/// let device = Device::new("com.example.raw", "Raw").property(&latency);
/// ```
#[derive(Clone)]
#[must_use]
pub struct RawProperty {
    inner: Arc<Inner>,
}

struct Inner {
    selector: u32,
    place: Option<(u32, u32)>,
    has_object: bool,
    has_object_qualifier: bool,
    takes_input: bool,
    info: Option<(Option<DataType>, Option<DataType>)>,
    read: Read,
    write: Option<Write>,
    home: HomeCell,
}

/// The same description, for another object.
impl Clone for Inner {
    fn clone(&self) -> Self {
        Self {
            selector: self.selector,
            place: self.place,
            has_object: self.has_object,
            has_object_qualifier: self.has_object_qualifier,
            takes_input: self.takes_input,
            info: self.info,
            read: Arc::clone(&self.read),
            write: self.write.clone(),
            home: HomeCell::default(),
        }
    }
}

/// What the host asks a [`RawProperty`].
#[derive(Debug)]
pub struct RawRequest<'a> {
    address: Address,
    qualifier: RawQualifier<'a>,
    input: [u8; Request::INPUT],
    process_id: i32,
}

/// What narrows a question.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum RawQualifier<'a> {
    /// Bytes, possibly none.
    Bytes(&'a [u8]),
    /// An object, if [`RawProperty::object_qualifier`] was called.
    Object(&'a CfObject),
}

/// What a [`RawProperty`] answers.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RawValue {
    /// Bytes that are handed over all or not at all.
    Bytes(Vec<u8>),
    /// Items of so many bytes each, of which as many are handed over as the host has room for.
    List {
        /// All items.
        bytes: Vec<u8>,
        /// The bytes of one; not 0.
        item_size: usize,
    },
    /// An object, if [`RawProperty::object`] was called; the host gets a reference of its own.
    Object(CfObject),
}

/// What the host wants a [`RawProperty`] to be.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum RawData<'a> {
    /// Bytes, as many as the host passed.
    Bytes(&'a [u8]),
    /// An object, if [`RawProperty::object`] was called.
    Object(&'a CfObject),
}

/// A number in the byte order of the processor, as the HAL has them.
impl From<u32> for RawValue {
    fn from(value: u32) -> Self {
        Self::Bytes(value.to_ne_bytes().into())
    }
}

/// A number in the byte order of the processor, as the HAL has them.
impl From<f64> for RawValue {
    fn from(value: f64) -> Self {
        Self::Bytes(value.to_ne_bytes().into())
    }
}

impl<'a> RawRequest<'a> {
    fn new(request: &Request<'a>) -> Self {
        let qualifier = match request.qualifier {
            Qualifier::Bytes(bytes) => RawQualifier::Bytes(bytes),
            Qualifier::Object(object) => RawQualifier::Object(object),
            _ => RawQualifier::Bytes(&[]),
        };
        Self {
            address: request.address,
            qualifier,
            input: request.input,
            process_id: request.process_id,
        }
    }

    /// The selector.
    #[must_use]
    pub fn selector(&self) -> FourCc {
        FourCc(self.address.selector)
    }

    /// The scope.
    #[must_use]
    pub fn scope(&self) -> FourCc {
        FourCc(self.address.scope)
    }

    /// The element: 0, or a channel.
    #[must_use]
    pub fn element(&self) -> u32 {
        self.address.element
    }

    /// The qualifier.
    #[must_use]
    pub fn qualifier(&self) -> RawQualifier<'a> {
        self.qualifier
    }

    /// What the host passed in with the question, if [`RawProperty::takes_input`] was called; zeros when it asks for the size only.
    #[must_use]
    pub fn input(&self) -> [u8; 4] {
        self.input
    }

    /// The process that asks; often 0, the host itself.
    #[must_use]
    pub fn process_id(&self) -> i32 {
        self.process_id
    }
}

impl RawProperty {
    /// A property that clients can read.
    pub fn new(
        selector: impl Into<FourCc>,
        read: impl Fn(&ControlContext<'_>, &RawRequest<'_>) -> Result<RawValue, Status>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let inner = Inner {
            selector: selector.into().0,
            place: None,
            has_object: false,
            has_object_qualifier: false,
            takes_input: false,
            info: None,
            read: Arc::new(read),
            write: None,
            home: HomeCell::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    fn describe(mut self, edit: impl FnOnce(&mut Inner)) -> Self {
        edit(Arc::make_mut(&mut self.inner));
        self
    }

    /// Answers at this scope and element only; at the global scope and main element, also for all places that have no property of the author's.
    pub fn at(self, scope: impl Into<FourCc>, element: u32) -> Self {
        let place = (scope.into().0, element);
        self.describe(|inner| inner.place = Some(place))
    }

    /// The value is an object, not bytes.
    pub fn object(self) -> Self {
        self.describe(|inner| inner.has_object = true)
    }

    /// The qualifier is an object, not bytes. A question without one is answered with [`Status::BAD_SIZE`].
    pub fn object_qualifier(self) -> Self {
        self.describe(|inner| inner.has_object_qualifier = true)
    }

    /// The host passes four bytes in with the question, in the room for the answer, as it does for conversions between scalars and decibels. A question with
    /// less room is answered with [`Status::BAD_SIZE`].
    pub fn takes_input(self) -> Self {
        self.describe(|inner| inner.takes_input = true)
    }

    /// Lets clients set it. What changes is for the author to [announce](Self::changed).
    pub fn settable(
        self,
        write: impl Fn(&ControlContext<'_>, &RawRequest<'_>, RawData<'_>) -> Result<(), Status>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.describe(|inner| inner.write = Some(Arc::new(write)))
    }

    /// Lists it among the custom properties of its object, with the types of value and qualifier.
    #[doc(alias = "kAudioObjectPropertyCustomPropertyInfoList")]
    pub fn listed(self, data: Option<DataType>, qualifier: Option<DataType>) -> Self {
        self.describe(|inner| inner.info = Some((data, qualifier)))
    }

    /// Tells the host that what the property would answer at a scope and element has changed.
    pub fn changed(&self, control: &ControlContext<'_>, scope: impl Into<FourCc>, element: u32) {
        let address = Address {
            selector: self.inner.selector,
            scope: scope.into().0,
            element,
        };
        self.inner.home.announce(control, &[address]);
    }
}

impl ExtraProperty for Inner {
    fn selector(&self) -> sys::AudioObjectPropertySelector {
        self.selector
    }

    fn place(&self) -> Option<(u32, u32)> {
        self.place
    }

    fn value(&self) -> ValueType {
        if self.has_object {
            ValueType::PropertyList
        } else {
            ValueType::Bytes
        }
    }

    fn qualifier(&self) -> QualifierType {
        if self.has_object_qualifier {
            QualifierType::Object
        } else {
            QualifierType::Bytes
        }
    }

    fn takes_input(&self) -> bool {
        self.takes_input
    }

    fn is_settable(&self) -> bool {
        self.write.is_some()
    }

    fn info(&self) -> Option<sys::AudioServerPlugInCustomPropertyInfo> {
        const NONE: u32 = sys::kAudioServerPlugInCustomPropertyDataTypeNone;
        let (data, qualifier) = self.info?;
        Some(sys::AudioServerPlugInCustomPropertyInfo {
            mSelector: self.selector,
            mPropertyDataType: data.map_or(NONE, DataType::code),
            mQualifierDataType: qualifier.map_or(NONE, DataType::code),
        })
    }

    fn problems(&self) -> Vec<String> {
        address_problem(self.place, self.selector)
            .into_iter()
            .collect()
    }

    fn read(&self, request: &Request<'_>) -> Result<Answer, Status> {
        let request = RawRequest::new(request);
        match ControlContext::lend(|control| (self.read)(control, &request))? {
            RawValue::Object(object) if self.has_object => Ok(Answer::Object(object)),
            RawValue::Bytes(bytes) if !self.has_object => Ok(Answer::Whole(bytes)),
            RawValue::List { bytes, item_size }
                if !self.has_object && item_size > 0 && bytes.len() % item_size == 0 =>
            {
                Ok(Answer::List { bytes, item_size })
            }
            // Not what the property was said to be: the driver's fault.
            _ => Err(Status::UNSPECIFIED),
        }
    }

    fn write(
        &self,
        control: &ControlContext<'_>,
        request: &Request<'_>,
        data: &Data<'_>,
    ) -> Result<(), Status> {
        let write = self.write.as_ref().ok_or(Status::UNSUPPORTED_OPERATION)?;
        let data = match data {
            Data::Bytes(bytes) => RawData::Bytes(bytes),
            Data::Object(object) => RawData::Object(object),
        };
        write(control, &RawRequest::new(request), data)
    }

    fn attach(&self, home: Home) -> Result<(), Error> {
        self.home.attach(home)
    }

    fn detach(&self, object: ObjectId) {
        self.home.detach(object);
    }
}

impl private::Sealed for RawProperty {
    fn extra(&self) -> private::Extra {
        private::Extra(Arc::clone(&self.inner) as _)
    }
}

impl Property for RawProperty {}

impl fmt::Debug for RawProperty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawProperty")
            .field("selector", &FourCc(self.inner.selector))
            .finish_non_exhaustive()
    }
}
