//! [`ChannelLayout`]: which loudspeaker each channel of a direction is meant for.

use tympan_aspl_sys as sys;

/// The meaning of a direction's channels (`AudioChannelLayout`).
///
/// # Examples
///
/// ```
/// use tympan_aspl::ChannelLayout;
///
/// // Apple's numbers for Left, Right, Center, LFEScreen (kAudioChannelLabel_...).
/// let layout = ChannelLayout::labels([1, 2, 3, 4]);
/// assert_eq!(layout.channels(), 4);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelLayout {
    labels: Vec<u32>,
}

impl ChannelLayout {
    /// A layout that labels each channel (`kAudioChannelLayoutTag_UseChannelDescriptions`).
    #[doc(alias = "kAudioChannelLayoutTag_UseChannelDescriptions")]
    pub fn labels(labels: impl IntoIterator<Item = u32>) -> Self {
        Self {
            labels: labels.into_iter().collect(),
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
        u32::try_from(self.labels.len()).unwrap_or(u32::MAX)
    }

    /// The layout as Core Audio's variable-sized structure: 12 + 20 n bytes (hal-facts A.8).
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let header = [
            sys::kAudioChannelLayoutTag_UseChannelDescriptions,
            0,
            self.channels(),
        ];
        let mut bytes: Vec<u8> = header.into_iter().flat_map(u32::to_ne_bytes).collect();
        for label in &self.labels {
            bytes.extend_from_slice(&label.to_ne_bytes());
            // No flags, no coordinates.
            bytes.extend_from_slice(&[0; 16]);
        }
        bytes
    }
}
