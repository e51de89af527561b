//! Replies as blocks of bytes: four bytes for the length of what follows, one that tells what it is, and that itself.

use uniffi::Lower;

use crate::UniFfiTag;
use crate::error::Failure;

const LENGTH: usize = size_of::<u32>();

/// What the JVM reads and gives back to [`free`].
#[repr(transparent)]
pub(super) struct Block(pub(super) *mut u8);

/// A value follows.
pub(super) fn good<T: Lower<UniFfiTag>>(value: T) -> Vec<u8> {
    let mut bytes = begun(0);
    T::write(value, &mut bytes);
    bytes
}

/// All that is known of what went wrong follows.
pub(super) fn bad(failure: Failure) -> Vec<u8> {
    let Failure::Failed { details } = failure;
    let mut bytes = begun(1);
    <crate::error::ErrorDetails as Lower<UniFfiTag>>::write(details, &mut bytes);
    bytes
}

/// Nothing follows: there is a bug in here.
pub(super) fn broken() -> Vec<u8> {
    begun(2)
}

fn begun(what: u8) -> Vec<u8> {
    // An enrolment with its QR code has some 9 kB.
    let mut bytes = Vec::with_capacity(512);
    bytes.extend_from_slice(&[0; LENGTH]);
    bytes.push(what);
    bytes
}

impl Block {
    pub(super) const NONE: Self = Self(std::ptr::null_mut());

    pub(super) fn new(mut bytes: Vec<u8>) -> Self {
        // Replies are limited to 1 MiB.
        let length = u32::try_from(bytes.len().saturating_sub(LENGTH)).unwrap_or(0);
        if let Some(head) = bytes.first_chunk_mut() {
            *head = length.to_ne_bytes();
        }
        Self(Box::into_raw(bytes.into_boxed_slice()).cast())
    }
}

/// # Safety
///
/// The block is one that [`Block::new`] made, and was not freed before.
pub(super) unsafe fn free(block: *mut u8) {
    if block.is_null() {
        return;
    }
    // SAFETY: it is one of ours, so its first four bytes are the length of the rest.
    let length = u32::from_ne_bytes(unsafe { block.cast::<[u8; LENGTH]>().read() }) as usize;
    let slice = std::ptr::slice_from_raw_parts_mut(block, LENGTH + length);
    // SAFETY: pointer and length are those of the box that `Block::new` took apart.
    drop(unsafe { Box::from_raw(slice) });
}

#[cfg(test)]
mod tests {
    use super::{Block, broken, free};

    #[test]
    fn a_block_begins_with_the_length_of_the_rest() {
        let block = Block::new(broken());
        // SAFETY: the block has five bytes.
        let bytes = unsafe { std::slice::from_raw_parts(block.0, 5) };
        assert_eq!(bytes[..4], 1_u32.to_ne_bytes());
        assert_eq!(bytes[4], 2);
        // SAFETY: it is ours, and this is the first time.
        unsafe { free(block.0) };
    }
}
