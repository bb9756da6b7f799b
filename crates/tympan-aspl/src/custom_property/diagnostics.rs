//! The property that tells clients what has happened on a device's I/O path.

use tympan_aspl_sys as sys;
use tympan_aspl_sys::FourCc;

use super::{Place, value_type};
use crate::cf::{CfDictionary, CfString};
use crate::error::{Error, Status};
use crate::object::{
    Answer, Data, ExtraProperty, Home, HomeCell, QualifierType, Request, ValueType,
};
use crate::property_value::{DataType, PropertyValue, ValueError};
use crate::realtime::ControlContext;
use crate::types::ObjectId;

/// A dictionary of the counts of the device that has it, by name.
pub(crate) struct Diagnostics {
    place: Place,
    home: HomeCell,
}

impl Diagnostics {
    pub(crate) fn new(selector: FourCc) -> Self {
        Self {
            place: Place::new(selector),
            home: HomeCell::default(),
        }
    }
}

impl ExtraProperty for Diagnostics {
    fn selector(&self) -> sys::AudioObjectPropertySelector {
        self.place.address.selector
    }

    fn place(&self) -> Option<(u32, u32)> {
        Some(self.place.scope_and_element())
    }

    fn value(&self) -> ValueType {
        value_type(DataType::PropertyList)
    }

    fn qualifier(&self) -> QualifierType {
        QualifierType::None
    }

    fn is_settable(&self) -> bool {
        false
    }

    fn info(&self) -> Option<sys::AudioServerPlugInCustomPropertyInfo> {
        Some(self.place.info(DataType::PropertyList, None))
    }

    fn problems(&self) -> Vec<String> {
        self.place.problems()
    }

    fn read(&self, _: &Request<'_>) -> Result<Answer, Status> {
        let (driver, device) = self.home.get().ok_or(Status::BAD_OBJECT)?;
        let counts = driver.device(device)?.io.counts();
        let entries = counts
            .iter()
            .map(|(name, count)| Ok((CfString::new(name), count.to_object()?)));
        let entries: Result<CfDictionary, ValueError> = entries.collect();
        let entries = entries.map_err(|_| Status::UNSPECIFIED)?;
        Ok(Answer::Object(entries.into()))
    }

    fn write(&self, _: &ControlContext<'_>, _: &Request<'_>, _: &Data<'_>) -> Result<(), Status> {
        Err(Status::UNSUPPORTED_OPERATION)
    }

    fn attach(&self, home: Home) -> Result<(), Error> {
        self.home.attach(home)
    }

    fn detach(&self, object: ObjectId) {
        self.home.detach(object);
    }
}
