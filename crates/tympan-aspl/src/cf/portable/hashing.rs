//! The hash that every library of class table version 1 uses for strings and data, so that equal objects hash equal.

/// FNV-1a over 64 bits.
pub(super) fn hash(bytes: impl IntoIterator<Item = u8>) -> usize {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in bytes {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    fold(state)
}

/// Folds 64 bits into the width of a hash code.
pub(super) fn fold(value: u64) -> usize {
    (value ^ (value >> 32)) as usize
}
