//! [`ChannelLayout`]: which loudspeaker each channel of a direction is meant for.

use tympan_aspl_sys as sys;

/// The meaning of a direction's channels (`AudioChannelLayout`): one of Apple's layouts by its tag, a set of loudspeakers as a bitmap, or a description of each
/// channel.
///
/// # Examples
///
/// ```
/// use tympan_aspl::{ChannelLayout, sys};
///
/// // Left, Right, Center, LFEScreen.
/// let labelled = ChannelLayout::labels([1, 2, 3, 4]);
/// assert_eq!(labelled.channels(), 4);
/// let surround = ChannelLayout::tag(sys::kAudioChannelLayoutTag_MPEG_5_1_A);
/// assert_eq!(surround.channels(), 6);
/// let pair = ChannelLayout::bitmap(sys::kAudioChannelBit_Left | sys::kAudioChannelBit_Right);
/// assert_eq!(pair.channels(), 2);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[doc(alias = "AudioChannelLayout")]
pub struct ChannelLayout {
    tag: u32,
    bitmap: u32,
    descriptions: Vec<ChannelDescription>,
}

/// What one channel is meant for (`AudioChannelDescription`).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[doc(alias = "AudioChannelDescription")]
pub struct ChannelDescription {
    /// One of Apple's labels (`kAudioChannelLabel_...`).
    pub label: u32,
    /// How to read the coordinates (`kAudioChannelFlags_...`); 0 if there are none.
    pub flags: u32,
    /// Where the loudspeaker stands, if the label is `kAudioChannelLabel_UseCoordinates`.
    pub coordinates: [f32; 3],
}

impl ChannelLayout {
    /// A layout that labels each channel (`kAudioChannelLayoutTag_UseChannelDescriptions`).
    #[doc(alias = "kAudioChannelLayoutTag_UseChannelDescriptions")]
    pub fn labels(labels: impl IntoIterator<Item = u32>) -> Self {
        Self::descriptions(labels.into_iter().map(|label| ChannelDescription {
            label,
            ..ChannelDescription::default()
        }))
    }

    /// A layout that describes each channel (`kAudioChannelLayoutTag_UseChannelDescriptions`).
    #[doc(alias = "kAudioChannelLayoutTag_UseChannelDescriptions")]
    pub fn descriptions(descriptions: impl IntoIterator<Item = ChannelDescription>) -> Self {
        Self {
            tag: sys::kAudioChannelLayoutTag_UseChannelDescriptions,
            bitmap: 0,
            descriptions: descriptions.into_iter().collect(),
        }
    }

    /// One of Apple's layouts (`kAudioChannelLayoutTag_...`), which also says how many channels there are.
    #[doc(alias = "mChannelLayoutTag")]
    pub fn tag(tag: u32) -> Self {
        Self {
            tag,
            bitmap: 0,
            descriptions: Vec::new(),
        }
    }

    /// The loudspeakers whose bits are set (`kAudioChannelBit_...`), in the order of the bits (`kAudioChannelLayoutTag_UseChannelBitmap`).
    #[doc(alias("mChannelBitmap", "kAudioChannelLayoutTag_UseChannelBitmap"))]
    pub fn bitmap(bitmap: u32) -> Self {
        Self {
            tag: sys::kAudioChannelLayoutTag_UseChannelBitmap,
            bitmap,
            descriptions: Vec::new(),
        }
    }

    /// What a direction has unless its author says otherwise: mono, left and right, or numbered discrete channels.
    ///
    /// More than two channels are left without a loudspeaker meaning, because software takes a guess at a surround format for real
    /// and mixes or drops channels accordingly.
    pub(crate) fn unlabelled(channels: u32) -> Self {
        match channels {
            1 => Self::labels([sys::kAudioChannelLabel_Mono]),
            2 => Self::labels([sys::kAudioChannelLabel_Left, sys::kAudioChannelLabel_Right]),
            _ => Self::labels(
                (0..channels).map(|channel| sys::kAudioChannelLabel_Discrete_0 + channel),
            ),
        }
    }

    /// How many channels the layout speaks of.
    pub fn channels(&self) -> u32 {
        match self.tag {
            sys::kAudioChannelLayoutTag_UseChannelDescriptions => {
                u32::try_from(self.descriptions.len()).unwrap_or(u32::MAX)
            }
            sys::kAudioChannelLayoutTag_UseChannelBitmap => self.bitmap.count_ones(),
            // The low half of a tag is its number of channels (hal-facts A.9).
            tag => tag & 0xFFFF,
        }
    }

    /// The layout as Core Audio's variable-sized structure: 12 + 20 n bytes (hal-facts A.8).
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let count = u32::try_from(self.descriptions.len()).unwrap_or(u32::MAX);
        let mut words = vec![self.tag, self.bitmap, count];
        for ChannelDescription {
            label,
            flags,
            coordinates,
        } in &self.descriptions
        {
            words.extend([*label, *flags]);
            words.extend(coordinates.map(f32::to_bits));
        }
        words.into_iter().flat_map(u32::to_ne_bytes).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(layout: &ChannelLayout) -> Vec<u32> {
        let bytes = layout.to_bytes();
        let words = bytes.chunks_exact(4);
        words
            .map(|word| u32::from_ne_bytes(word.try_into().unwrap()))
            .collect()
    }

    #[test]
    fn each_spelling_has_the_header_of_hal_facts() {
        // MPEG_5_1_A is (121, 6).
        let surround = ChannelLayout::tag((121 << 16) | 6);
        assert_eq!(
            (words(&surround), surround.channels()),
            (vec![0x0079_0006, 0, 0], 6)
        );
        let pair = ChannelLayout::bitmap(0b11);
        assert_eq!(
            (words(&pair), pair.channels()),
            (vec![0x0001_0000, 3, 0], 2)
        );
        let labelled = ChannelLayout::labels([42]);
        assert_eq!(words(&labelled), [0, 0, 1, 42, 0, 0, 0, 0]);
    }

    #[test]
    fn a_described_channel_keeps_its_coordinates() {
        let layout = ChannelLayout::descriptions([ChannelDescription {
            label: 100,
            flags: 1,
            coordinates: [1.0, -0.5, 0.25],
        }]);
        let coordinates = [1.0_f32, -0.5, 0.25].map(f32::to_bits);
        assert_eq!(words(&layout)[3..5], [100, 1]);
        assert_eq!(words(&layout)[5..], coordinates);
    }
}
