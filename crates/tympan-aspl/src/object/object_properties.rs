//! The rows of `AudioObject`, which every class inherits (hal-facts B.2).

use core::marker::PhantomData;

use tympan_aspl_sys as sys;

use super::class::Owned;
use super::dispatch::{Class, Request};
use super::extra::Extras;
use super::property::{Answer, At, Item, Property, QualifierType, ValueType};

/// Holds the table, once for each class.
pub(super) struct Inherited<T>(PhantomData<T>);

impl<T: Class> Inherited<T> {
    pub(super) const PROPERTIES: &'static [Property<T>] = &[
        Property::new(
            sys::kAudioObjectPropertyBaseClass,
            ValueType::UInt32,
            |view, _| Ok(Answer::uint32(view.object.base_class())),
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
            ValueType::List(Item::Id),
            |view, request| {
                let owned = T::owned(view, request.address.scope);
                Ok(admitted(&owned, request))
            },
        )
        .at(At::Filtered)
        .qualifier(QualifierType::Classes),
        Property::new(
            sys::kAudioObjectPropertyCustomPropertyInfoList,
            ValueType::List(Item::CustomProperty),
            |view, _| Ok(custom_properties(T::extras(view))),
        )
        .api("CustomProperty")
        .announced()
        .present_if(|view, _| T::extras(view).has_custom_properties()),
    ];
}

/// Those of an object's own objects that pass the class filter.
fn admitted(owned: &[Owned], request: &Request<'_>) -> Answer {
    let admitted = owned.iter().filter(|owned| request.admits(owned));
    Answer::ids(admitted.map(|owned| owned.id))
}

fn custom_properties(extras: &Extras) -> Answer {
    Answer::list(extras.custom_properties())
}
