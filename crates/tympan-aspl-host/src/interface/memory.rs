//! Memory lent to a driver for the time of a call, with guards on both sides.
//!
//! A driver that writes too much hits a guard, which the host sees and reports. The memory is aligned for every sample and
//! property type.

use std::ffi::c_void;

/// Words of guard on each side: enough to catch a write that is a few frames too long without its corrupting the process.
const GUARD_WORDS: usize = 16;
const WORD: usize = size_of::<u128>();
const GUARD_BYTES: usize = GUARD_WORDS * WORD;
/// No value a driver would write by chance, and no two neighbours alike.
const GUARD: [u8; GUARD_BYTES] = {
    let mut guard = [0xA5; GUARD_BYTES];
    let mut index = 0;
    while index < GUARD_BYTES {
        guard[index] ^= index.to_le_bytes()[0];
        index += 1;
    }
    guard
};

/// A block of bytes between two guards.
#[derive(Debug, Default)]
pub(crate) struct Block {
    words: Vec<u128>,
    length: usize,
}

impl Block {
    /// Makes the block `length` bytes long, keeping the contents that still fit. Allocates only to grow.
    pub(crate) fn resize(&mut self, length: usize) {
        let needed = length.div_ceil(WORD) + 2 * GUARD_WORDS;
        if self.words.len() < needed {
            self.words.resize(needed, 0);
        }
        self.length = length;
        let start = self.payload().start;
        let end = self.payload().end;
        let bytes = self.all_bytes_mut();
        bytes[start - GUARD_BYTES..start].copy_from_slice(&GUARD);
        // The last payload word may be shared with the guard, which begins right behind the last byte.
        bytes[end..end + GUARD_BYTES].copy_from_slice(&GUARD);
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Whether both guards are as [`resize`](Block::resize) left them.
    pub(crate) fn is_intact(&self) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let payload = self.payload();
        let bytes = self.all_bytes();
        bytes[payload.start - GUARD_BYTES..payload.start] == GUARD
            && bytes[payload.end..payload.end + GUARD_BYTES] == GUARD
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.all_bytes()[self.payload()]
    }

    pub(crate) fn bytes_mut(&mut self) -> &mut [u8] {
        let payload = self.payload();
        &mut self.all_bytes_mut()[payload]
    }

    /// The payload as native Float32 samples; a rest of less than four bytes is left out.
    pub(crate) fn floats(&self) -> &[f32] {
        let words = self.words.get(GUARD_WORDS..).unwrap_or_default();
        // SAFETY: the payload starts at this word, has the length given inside the vector, and every bit pattern is an f32; the
        // borrow of self keeps it alive and unchanged.
        unsafe { std::slice::from_raw_parts(words.as_ptr().cast::<f32>(), self.length / 4) }
    }

    pub(crate) fn floats_mut(&mut self) -> &mut [f32] {
        let words = self.words.get_mut(GUARD_WORDS..).unwrap_or_default();
        // SAFETY: as in floats; the borrow is exclusive.
        unsafe { std::slice::from_raw_parts_mut(words.as_mut_ptr().cast::<f32>(), self.length / 4) }
    }

    /// The payload's address for a driver. It may be written until the block is used again.
    pub(crate) fn as_mut_ptr(&mut self) -> *mut c_void {
        let start = self.payload().start;
        // The pointer keeps the provenance of the whole vector, so that an overrun into a guard is an observation, not undefined
        // behaviour.
        self.words
            .as_mut_ptr()
            .cast::<u8>()
            .wrapping_add(start)
            .cast()
    }

    fn payload(&self) -> std::ops::Range<usize> {
        if self.words.is_empty() {
            return 0..0;
        }
        let start = GUARD_WORDS * WORD;
        start..start + self.length
    }

    fn all_bytes(&self) -> &[u8] {
        // SAFETY: the vector's elements are initialised, and every bit pattern is a u8.
        unsafe {
            std::slice::from_raw_parts(self.words.as_ptr().cast::<u8>(), self.words.len() * WORD)
        }
    }

    fn all_bytes_mut(&mut self) -> &mut [u8] {
        let length = self.words.len() * WORD;
        // SAFETY: as above, and every bit pattern is a u128; the borrow is exclusive.
        unsafe { std::slice::from_raw_parts_mut(self.words.as_mut_ptr().cast::<u8>(), length) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_outside_the_block_is_seen_on_both_sides() {
        let mut block = Block::default();
        assert!(block.is_intact());
        for length in [0, 1, 4, 15, 16, 17, 120] {
            for offset in [-1_isize, 0] {
                block.resize(length);
                assert!(block.is_intact());
                let at = if offset < 0 { -1 } else { length as isize };
                let place = block.as_mut_ptr().cast::<u8>().wrapping_offset(at);
                // SAFETY: the address is inside the guards, which belong to the vector the pointer comes from.
                unsafe { place.write(1) };
                assert!(!block.is_intact(), "length {length}, at {at}");
            }
        }
    }

    #[test]
    fn contents_survive_growing_within_the_block() {
        let mut block = Block::default();
        block.resize(8);
        block.floats_mut().copy_from_slice(&[1.0, -2.0]);
        block.resize(16);
        assert_eq!(&block.floats()[..2], &[1.0, -2.0]);
        assert_eq!(block.bytes().len(), 16);
        assert_eq!(block.as_mut_ptr().addr() % 16, 0);
    }
}
