//! Controls of a device as a client of the HAL sees them (hal-facts B.10).

use std::fmt;
use std::ops::{Deref, RangeInclusive};
use std::sync::Arc;

use tympan_aspl::cf::CfString;
use tympan_aspl_sys::{
    AudioClassID, AudioObjectID, AudioObjectPropertyElement, AudioObjectPropertyScope,
    AudioObjectPropertySelector, FourCc, kAudioBooleanControlPropertyValue,
    kAudioControlPropertyElement, kAudioControlPropertyScope,
    kAudioLevelControlPropertyConvertDecibelsToScalar,
    kAudioLevelControlPropertyConvertScalarToDecibels, kAudioLevelControlPropertyDecibelRange,
    kAudioLevelControlPropertyDecibelValue, kAudioLevelControlPropertyScalarValue,
    kAudioObjectPropertyClass, kAudioSelectorControlPropertyAvailableItems,
    kAudioSelectorControlPropertyCurrentItem, kAudioSelectorControlPropertyItemKind,
    kAudioSelectorControlPropertyItemName, kAudioSliderControlPropertyRange,
    kAudioSliderControlPropertyValue, kAudioStereoPanControlPropertyPanningChannels,
    kAudioStereoPanControlPropertyValue,
};

use crate::address::Address;
use crate::decode;
use crate::error::HostError;
use crate::host::Core;
use crate::object::{Object, Qualifier};

/// A control of a device. Its properties as an [`Object`] can be used directly.
///
/// Which of the functions make sense depends on the control's class; the driver answers the others with an error. What is set
/// counts once the driver has announced it, which is before the function returns.
///
/// ```no_run
/// # fn run(device: &tympan_aspl_host::Device) -> Result<(), tympan_aspl_host::HostError> {
/// use tympan_aspl_host::sys::{kAudioObjectPropertyScopeOutput, kAudioVolumeControlClassID};
///
/// let volume = device.control(kAudioVolumeControlClassID, kAudioObjectPropertyScopeOutput, 0)?;
/// volume.set_decibels(-6.0)?;
/// assert_eq!(volume.decibels()?, -6.0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq)]
pub struct Control {
    object: Object,
    class: AudioClassID,
    scope: AudioObjectPropertyScope,
    element: AudioObjectPropertyElement,
}

/// An item of a selector.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Item {
    /// Its number.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Its kind, if the driver tells kinds.
    pub kind: Option<u32>,
}

impl Control {
    pub(crate) fn read(core: &Arc<Core>, id: AudioObjectID) -> Result<Control, HostError> {
        let object = Object::listed(core, id);
        Ok(Control {
            class: object.u32(Address::of(kAudioObjectPropertyClass))?,
            scope: object.u32(Address::of(kAudioControlPropertyScope))?,
            element: object.u32(Address::of(kAudioControlPropertyElement))?,
            object,
        })
    }

    /// Its class.
    #[must_use]
    pub fn class(&self) -> AudioClassID {
        self.class
    }

    /// The side of the device it is about.
    #[doc(alias = "kAudioControlPropertyScope")]
    #[must_use]
    pub fn scope(&self) -> AudioObjectPropertyScope {
        self.scope
    }

    /// The channel it is about, 0 for all.
    #[doc(alias = "kAudioControlPropertyElement")]
    #[must_use]
    pub fn element(&self) -> AudioObjectPropertyElement {
        self.element
    }

    /// The value of a level control, 0 to 1.
    ///
    /// # Errors
    ///
    /// What the driver answers, as for all functions here.
    #[doc(alias = "kAudioLevelControlPropertyScalarValue")]
    pub fn scalar(&self) -> Result<f32, HostError> {
        self.f32(Address::of(kAudioLevelControlPropertyScalarValue))
    }

    /// Sets a level control, 0 to 1.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioLevelControlPropertyScalarValue")]
    pub fn set_scalar(&self, value: f32) -> Result<(), HostError> {
        self.set_f32(Address::of(kAudioLevelControlPropertyScalarValue), value)
    }

    /// The value of a level control in decibels.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioLevelControlPropertyDecibelValue")]
    pub fn decibels(&self) -> Result<f32, HostError> {
        self.f32(Address::of(kAudioLevelControlPropertyDecibelValue))
    }

    /// Sets a level control in decibels.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioLevelControlPropertyDecibelValue")]
    pub fn set_decibels(&self, value: f32) -> Result<(), HostError> {
        self.set_f32(Address::of(kAudioLevelControlPropertyDecibelValue), value)
    }

    /// The decibels that a level control can have.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioLevelControlPropertyDecibelRange")]
    pub fn decibel_range(&self) -> Result<RangeInclusive<f64>, HostError> {
        let address = Address::of(kAudioLevelControlPropertyDecibelRange);
        let range = decode::range(&self.array::<16>(address)?);
        Ok(range.mMinimum..=range.mMaximum)
    }

    /// The decibels that a level control has at a scalar value.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioLevelControlPropertyConvertScalarToDecibels")]
    pub fn to_decibels(&self, scalar: f32) -> Result<f32, HostError> {
        let address = Address::of(kAudioLevelControlPropertyConvertScalarToDecibels);
        self.convert(address, scalar)
    }

    /// The scalar value at which a level control has these decibels.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioLevelControlPropertyConvertDecibelsToScalar")]
    pub fn to_scalar(&self, decibels: f32) -> Result<f32, HostError> {
        let address = Address::of(kAudioLevelControlPropertyConvertDecibelsToScalar);
        self.convert(address, decibels)
    }

    /// The value of a boolean control.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioBooleanControlPropertyValue")]
    pub fn is_on(&self) -> Result<bool, HostError> {
        Ok(self.u32(Address::of(kAudioBooleanControlPropertyValue))? != 0)
    }

    /// Sets a boolean control.
    ///
    /// # Errors
    ///
    /// What the driver answers; a jack cannot be set.
    #[doc(alias = "kAudioBooleanControlPropertyValue")]
    pub fn set_on(&self, on: bool) -> Result<(), HostError> {
        self.set_u32(
            Address::of(kAudioBooleanControlPropertyValue),
            u32::from(on),
        )
    }

    /// The items of a selector that are chosen.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioSelectorControlPropertyCurrentItem")]
    pub fn selected(&self) -> Result<Vec<u32>, HostError> {
        self.ids(Address::of(kAudioSelectorControlPropertyCurrentItem))
    }

    /// Chooses items of a selector; most take one.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioSelectorControlPropertyCurrentItem")]
    pub fn select(&self, items: &[u32]) -> Result<(), HostError> {
        let address = Address::of(kAudioSelectorControlPropertyCurrentItem);
        self.set_bytes(address, Qualifier::None, &decode::u32s_bytes(items))
    }

    /// All items of a selector with their names and kinds.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioSelectorControlPropertyAvailableItems")]
    #[doc(alias = "kAudioSelectorControlPropertyItemName")]
    #[doc(alias = "kAudioSelectorControlPropertyItemKind")]
    pub fn items(&self) -> Result<Vec<Item>, HostError> {
        let kinds = Address::of(kAudioSelectorControlPropertyItemKind);
        let has_kinds = self.has(kinds)?;
        let ids = self.ids(Address::of(kAudioSelectorControlPropertyAvailableItems))?;
        let item = |id: u32| {
            let qualifier = id.to_ne_bytes();
            let qualifier = Qualifier::Bytes(&qualifier);
            let address = Address::of(kAudioSelectorControlPropertyItemName);
            let name = self.object(address, qualifier)?.downcast::<CfString>();
            let name = name
                .ok_or_else(|| HostError::answer(self.id(), address, "the value is no CFString"))?;
            let kind = match has_kinds {
                true => Some(decode::u32_at(&self.bytes(kinds, qualifier)?, 0)),
                false => None,
            };
            Ok(Item {
                id,
                name: name.to_string(),
                kind,
            })
        };
        ids.into_iter().map(item).collect()
    }

    /// The value of a slider.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioSliderControlPropertyValue")]
    pub fn value(&self) -> Result<u32, HostError> {
        self.u32(Address::of(kAudioSliderControlPropertyValue))
    }

    /// Sets a slider.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioSliderControlPropertyValue")]
    pub fn set_value(&self, value: u32) -> Result<(), HostError> {
        self.set_u32(Address::of(kAudioSliderControlPropertyValue), value)
    }

    /// The values that a slider can have.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioSliderControlPropertyRange")]
    pub fn range(&self) -> Result<RangeInclusive<u32>, HostError> {
        let [low, high] = self.pair(kAudioSliderControlPropertyRange)?;
        Ok(low..=high)
    }

    /// The value of a stereo pan: 0 is left, 0.5 is the middle, 1 is right.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioStereoPanControlPropertyValue")]
    pub fn pan(&self) -> Result<f32, HostError> {
        self.f32(Address::of(kAudioStereoPanControlPropertyValue))
    }

    /// Sets a stereo pan, 0 to 1.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioStereoPanControlPropertyValue")]
    pub fn set_pan(&self, value: f32) -> Result<(), HostError> {
        self.set_f32(Address::of(kAudioStereoPanControlPropertyValue), value)
    }

    /// The two channels between which a stereo pan moves the signal.
    ///
    /// # Errors
    ///
    /// What the driver answers.
    #[doc(alias = "kAudioStereoPanControlPropertyPanningChannels")]
    pub fn panning_channels(&self) -> Result<[u32; 2], HostError> {
        self.pair(kAudioStereoPanControlPropertyPanningChannels)
    }

    fn pair(&self, selector: AudioObjectPropertySelector) -> Result<[u32; 2], HostError> {
        let bytes = self.array::<8>(Address::of(selector))?;
        Ok([decode::u32_at(&bytes, 0), decode::u32_at(&bytes, 4)])
    }
}

impl Deref for Control {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.object
    }
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control")
            .field("id", &self.id())
            .field("class", &FourCc(self.class))
            .field("scope", &FourCc(self.scope))
            .field("element", &self.element)
            .finish()
    }
}
