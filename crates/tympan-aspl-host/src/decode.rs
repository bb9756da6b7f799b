//! From the bytes of a property value to the structures of the ABI, field by field: no alignment, no padding, no references to
//! foreign memory.

use tympan_aspl_sys::{
    AudioChannelDescription, AudioStreamBasicDescription, AudioStreamRangedDescription,
    AudioValueRange,
};

/// The `N` bytes at an offset; zeros past the end.
fn at<const N: usize>(bytes: &[u8], offset: usize) -> [u8; N] {
    bytes
        .get(offset..offset + N)
        .and_then(|part| part.try_into().ok())
        .unwrap_or([0; N])
}

pub(crate) fn u32_at(bytes: &[u8], offset: usize) -> u32 {
    u32::from_ne_bytes(at(bytes, offset))
}

pub(crate) fn f32_at(bytes: &[u8], offset: usize) -> f32 {
    f32::from_ne_bytes(at(bytes, offset))
}

pub(crate) fn f64_at(bytes: &[u8], offset: usize) -> f64 {
    f64::from_ne_bytes(at(bytes, offset))
}

/// Decodes a list of items of `size` bytes; `None` when the bytes are no whole number of them.
fn items<T>(bytes: &[u8], size: usize, item: impl Fn(&[u8]) -> T) -> Option<Vec<T>> {
    let chunks = bytes.chunks_exact(size);
    chunks
        .remainder()
        .is_empty()
        .then(|| chunks.map(item).collect())
}

pub(crate) fn u32s(bytes: &[u8]) -> Option<Vec<u32>> {
    items(bytes, 4, |item| u32_at(item, 0))
}

pub(crate) fn u32s_bytes(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_ne_bytes()).collect()
}

pub(crate) fn ranges(bytes: &[u8]) -> Option<Vec<AudioValueRange>> {
    items(bytes, 16, range)
}

pub(crate) fn range(bytes: &[u8]) -> AudioValueRange {
    AudioValueRange {
        mMinimum: f64_at(bytes, 0),
        mMaximum: f64_at(bytes, 8),
    }
}

/// Offsets of hal-facts A.8.
pub(crate) fn format(bytes: &[u8]) -> AudioStreamBasicDescription {
    AudioStreamBasicDescription {
        mSampleRate: f64_at(bytes, 0),
        mFormatID: u32_at(bytes, 8),
        mFormatFlags: u32_at(bytes, 12),
        mBytesPerPacket: u32_at(bytes, 16),
        mFramesPerPacket: u32_at(bytes, 20),
        mBytesPerFrame: u32_at(bytes, 24),
        mChannelsPerFrame: u32_at(bytes, 28),
        mBitsPerChannel: u32_at(bytes, 32),
        mReserved: u32_at(bytes, 36),
    }
}

pub(crate) fn format_bytes(format: &AudioStreamBasicDescription) -> [u8; 40] {
    let mut bytes = [0; 40];
    bytes[..8].copy_from_slice(&format.mSampleRate.to_ne_bytes());
    let words = [
        format.mFormatID,
        format.mFormatFlags,
        format.mBytesPerPacket,
        format.mFramesPerPacket,
        format.mBytesPerFrame,
        format.mChannelsPerFrame,
        format.mBitsPerChannel,
        format.mReserved,
    ];
    for (place, word) in bytes[8..].chunks_exact_mut(4).zip(words) {
        place.copy_from_slice(&word.to_ne_bytes());
    }
    bytes
}

pub(crate) fn ranged_formats(bytes: &[u8]) -> Option<Vec<AudioStreamRangedDescription>> {
    items(bytes, 56, |item| AudioStreamRangedDescription {
        mFormat: format(item),
        mSampleRateRange: range(&item[40..]),
    })
}

/// A channel layout: tag, bitmap and descriptions; the size has to be 12 + 20 n.
pub(crate) fn channel_layout(bytes: &[u8]) -> Option<(u32, u32, Vec<AudioChannelDescription>)> {
    let descriptions = items(bytes.get(12..)?, 20, |item| AudioChannelDescription {
        mChannelLabel: u32_at(item, 0),
        mChannelFlags: u32_at(item, 4),
        mCoordinates: [f32_at(item, 8), f32_at(item, 12), f32_at(item, 16)],
    })?;
    let count = u32_at(bytes, 8) as usize;
    (count == descriptions.len()).then(|| (u32_at(bytes, 0), u32_at(bytes, 4), descriptions))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_survives_the_way_through_bytes() {
        let description = AudioStreamBasicDescription {
            mSampleRate: 44_100.0,
            mFormatID: 0x6C70_636D,
            mFormatFlags: 0x9,
            mBytesPerPacket: 8,
            mFramesPerPacket: 1,
            mBytesPerFrame: 8,
            mChannelsPerFrame: 2,
            mBitsPerChannel: 32,
            mReserved: 0,
        };
        assert_eq!(format(&format_bytes(&description)), description);
        assert_eq!(u32_at(&format_bytes(&description), 28), 2);
    }

    #[test]
    fn ragged_lists_are_refused() {
        assert_eq!(u32s(&[0; 7]), None);
        assert_eq!(ranges(&[0; 17]), None);
        assert_eq!(channel_layout(&[0; 11]), None);
        assert_eq!(channel_layout(&[0; 12]), Some((0, 0, vec![])));
        assert_eq!(channel_layout(&[0; 32]), None);
    }
}
