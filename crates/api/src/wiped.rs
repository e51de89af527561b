//! Buffers for what may hold a secret.

use bytes::Bytes;
use zeroize::Zeroizing;

/// Collects a reply's body. The memory is wiped when the last view of it is gone.
#[derive(Default)]
pub(crate) struct WipedBuffer(Zeroizing<Vec<u8>>);

impl WipedBuffer {
    /// `capacity` is what the server announced, if it did: growing would leave copies behind that nobody wipes.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(capacity)))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn push(&mut self, chunk: &[u8]) {
        let needed = self.0.len() + chunk.len();
        if needed > self.0.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(self.0.capacity() * 2)));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(chunk);
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        if self.0.is_empty() { Bytes::new() } else { Bytes::from_owner(Wiped(self.0)) }
    }
}

struct Wiped(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::WipedBuffer;

    #[test]
    fn collects_across_growth() {
        let mut buffer = WipedBuffer::with_capacity(2);
        for chunk in [&b"ab"[..], b"cde", b"", b"f"] {
            buffer.push(chunk);
        }
        assert_eq!(buffer.len(), 6);
        assert_eq!(&buffer.into_bytes()[..], b"abcdef");
        assert!(WipedBuffer::default().into_bytes().is_empty());
    }
}
