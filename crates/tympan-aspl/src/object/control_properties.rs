//! The rows of the control classes (hal-facts B.10): those of `AudioControl`, and those of each family, with and without leave for clients to set the value.

use core::marker::PhantomData;

use tympan_aspl_sys as sys;

use super::control::ControlObject;
use super::dispatch::Request;
use super::property::{Answer, Data, Item, Property, QualifierType, ValueType, View};
use crate::control::{Boolean, Kind, Leveled, Pan, Selector, Slider};
use crate::error::Status;
use crate::realtime::ControlContext;

type Row<K> = Property<ControlObject<K>>;
type Tables<K> = &'static [&'static [Row<K>]];

/// The tables of a family.
pub(crate) trait ControlTables: Kind {
    /// The methods of the family's handles that give element and name, for the page about properties.
    const ELEMENT_API: &'static str;
    const NAME_API: &'static str;

    fn tables(is_settable: bool) -> Tables<Self>;
}

/// The rows of `AudioControl`, once for each family.
struct Common<K>(PhantomData<K>);

impl<K: ControlTables> Common<K> {
    const ROWS: &'static [Row<K>] = &[
        Row::new(
            sys::kAudioControlPropertyScope,
            ValueType::UInt32,
            |view, _| Ok(Answer::uint32(view.object.description().scope.code())),
        )
        .api("Scope"),
        Row::new(
            sys::kAudioControlPropertyElement,
            ValueType::UInt32,
            |view, _| Ok(Answer::uint32(view.object.description().element)),
        )
        .api(K::ELEMENT_API),
        Row::new(sys::kAudioObjectPropertyName, ValueType::Text, |view, _| {
            let name = view.object.description().name.as_deref();
            name.map(Answer::text).ok_or(Status::UNKNOWN_PROPERTY)
        })
        .api(K::NAME_API)
        .present_if(|view, _| view.object.description().name.is_some()),
    ];
}

type Write<K> = fn(
    &View<'_, ControlObject<K>>,
    &ControlContext<'_>,
    &Request<'_>,
    &Data<'_>,
) -> Result<(), Status>;

/// A row that clients can write if they can set the control.
const fn settable_if<K: ControlTables>(is_settable: bool, row: Row<K>, write: Write<K>) -> Row<K> {
    if is_settable {
        row.settable(write)
    } else {
        row
    }
}

macro_rules! tables {
    ($kind:ty, $rows:ident, $handle:ident) => {
        impl ControlTables for $kind {
            const ELEMENT_API: &'static str = concat!(stringify!($handle), "::element");
            const NAME_API: &'static str = concat!(stringify!($handle), "::name");

            fn tables(is_settable: bool) -> Tables<Self> {
                const SETTABLE: Tables<$kind> = &[&$rows(true), Common::<$kind>::ROWS];
                const FIXED: Tables<$kind> = &[&$rows(false), Common::<$kind>::ROWS];
                if is_settable { SETTABLE } else { FIXED }
            }
        }
    };
}

tables!(Leveled, level, Volume);
tables!(Boolean, boolean, Mute);
tables!(Selector, selector, DataSource);
tables!(Slider, slider, SliderControl);
tables!(Pan, stereo_pan, StereoPan);

const fn level(is_settable: bool) -> [Row<Leveled>; 5] {
    [
        settable_if(
            is_settable,
            Row::<Leveled>::new(
                sys::kAudioLevelControlPropertyScalarValue,
                ValueType::Float32,
                |view, _| Ok(Answer::float32(view.object.kind().level().scalar)),
            )
            .announced()
            .api("Volume::set_scalar"),
            |view, control, _, data| {
                let scalar = data.float32()?;
                let shared = view.object.shared();
                shared.change(control, |level| level.set_scalar(scalar));
                Ok(())
            },
        ),
        settable_if(
            is_settable,
            Row::<Leveled>::new(
                sys::kAudioLevelControlPropertyDecibelValue,
                ValueType::Float32,
                |view, _| Ok(Answer::float32(view.object.kind().level().decibels)),
            )
            .announced()
            .api("Volume::set_decibels"),
            |view, control, _, data| {
                let decibels = data.float32()?;
                let shared = view.object.shared();
                shared.change(control, |level| level.set_decibels(decibels));
                Ok(())
            },
        ),
        Row::<Leveled>::new(
            sys::kAudioLevelControlPropertyDecibelRange,
            ValueType::Range,
            |view, _| {
                let range = view.object.kind().curve.range();
                let [least, most] = [range.start(), range.end()].map(|end| f64::from(*end));
                Ok(Answer::range(least, most))
            },
        )
        .api("VolumeCurve"),
        Row::<Leveled>::new(
            sys::kAudioLevelControlPropertyConvertScalarToDecibels,
            ValueType::Float32,
            |view, request| {
                let scalar = f32::from_ne_bytes(request.input);
                Ok(Answer::float32(
                    view.object.kind().curve.to_decibels(scalar),
                ))
            },
        )
        .takes_input()
        .api("VolumeCurve"),
        Row::<Leveled>::new(
            sys::kAudioLevelControlPropertyConvertDecibelsToScalar,
            ValueType::Float32,
            |view, request| {
                let decibels = f32::from_ne_bytes(request.input);
                Ok(Answer::float32(
                    view.object.kind().curve.to_scalar(decibels),
                ))
            },
        )
        .takes_input()
        .api("VolumeCurve"),
    ]
}

const fn boolean(is_settable: bool) -> [Row<Boolean>; 1] {
    [settable_if(
        is_settable,
        Row::<Boolean>::new(
            sys::kAudioBooleanControlPropertyValue,
            ValueType::UInt32,
            |view, _| Ok(Answer::flag(view.object.kind().get())),
        )
        .announced()
        .api("Mute::set"),
        |view, control, _, data| {
            let is_on = data.flag()?;
            let changed = view.object.kind().set_by_client(is_on)?;
            view.object.shared().change(control, |_| changed);
            Ok(())
        },
    )]
}

const fn selector(is_settable: bool) -> [Row<Selector>; 4] {
    [
        settable_if(
            is_settable,
            Row::<Selector>::new(
                sys::kAudioSelectorControlPropertyCurrentItem,
                ValueType::List(Item::UInt32),
                |view, _| Ok(Answer::uint32s(view.object.kind().chosen())),
            )
            .announced()
            .api("DataSource::choose"),
            |view, control, _, data| {
                let chosen = view.object.kind().choose(&data.uint32s()?)?;
                view.object.shared().change(control, |_| chosen);
                Ok(())
            },
        ),
        Row::<Selector>::new(
            sys::kAudioSelectorControlPropertyAvailableItems,
            ValueType::List(Item::UInt32),
            |view, _| {
                let items = view.object.kind().items();
                Ok(Answer::uint32s(items.iter().map(|item| item.id)))
            },
        )
        .announced()
        .api("DataSource::set_items"),
        Row::<Selector>::new(
            sys::kAudioSelectorControlPropertyItemName,
            ValueType::Text,
            |view, request| {
                view.object
                    .kind()
                    .item(request.uint32()?, |item| Answer::text(&item.name))
            },
        )
        .qualifier(QualifierType::UInt32)
        .api("SelectorItem"),
        Row::<Selector>::new(
            sys::kAudioSelectorControlPropertyItemKind,
            ValueType::UInt32,
            |view, request| {
                let kind = view.object.kind().item(request.uint32()?, |item| item.kind);
                Ok(Answer::uint32(kind?.unwrap_or(0)))
            },
        )
        .qualifier(QualifierType::UInt32)
        .api("SelectorItem::kind")
        .present_if(|view, _| {
            let items = view.object.kind().items();
            items.iter().any(|item| item.kind.is_some())
        }),
    ]
}

const fn slider(is_settable: bool) -> [Row<Slider>; 2] {
    [
        settable_if(
            is_settable,
            Row::<Slider>::new(
                sys::kAudioSliderControlPropertyValue,
                ValueType::UInt32,
                |view, _| Ok(Answer::uint32(view.object.kind().get())),
            )
            .announced()
            .api("SliderControl::set"),
            |view, control, _, data| {
                let value = data.uint32()?;
                view.object
                    .shared()
                    .change(control, |slider| slider.set(value));
                Ok(())
            },
        ),
        Row::<Slider>::new(
            sys::kAudioSliderControlPropertyRange,
            ValueType::Pair,
            |view, _| Ok(Answer::pair(view.object.kind().range)),
        )
        .api("SliderControl::new"),
    ]
}

const fn stereo_pan(is_settable: bool) -> [Row<Pan>; 2] {
    [
        settable_if(
            is_settable,
            Row::<Pan>::new(
                sys::kAudioStereoPanControlPropertyValue,
                ValueType::Float32,
                |view, _| Ok(Answer::float32(view.object.kind().get())),
            )
            .announced()
            .api("StereoPan::set"),
            |view, control, _, data| {
                let value = data.float32()?;
                view.object.shared().change(control, |pan| pan.set(value));
                Ok(())
            },
        ),
        Row::<Pan>::new(
            sys::kAudioStereoPanControlPropertyPanningChannels,
            ValueType::Pair,
            |view, _| Ok(Answer::pair(view.object.kind().channels)),
        )
        .api("StereoPan::new"),
    ]
}
