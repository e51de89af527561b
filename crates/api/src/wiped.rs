//! Buffers for what may hold a secret.

use bytes::Bytes;
use zeroize::Zeroize as _;

/// The body of a reply, as far as it has come.
pub(crate) enum Collected {
    /// Without secrets: the first chunk, as it came. Short bodies have one, and need no copy.
    Plain(Bytes),
    /// With secrets, or with several chunks.
    Wiped(WipedBuffer),
}

impl Default for Collected {
    fn default() -> Self {
        Self::Plain(Bytes::new())
    }
}

impl Collected {
    /// For a body with secrets. `capacity` is what the server announced, if it did.
    pub(crate) fn wiped(capacity: usize) -> Self {
        Self::Wiped(WipedBuffer::with_capacity(capacity))
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Plain(bytes) => bytes.len(),
            Self::Wiped(buffer) => buffer.0.len(),
        }
    }

    pub(crate) fn push(&mut self, chunk: Bytes) {
        match self {
            Self::Plain(first) if first.is_empty() => *first = chunk,
            Self::Plain(first) => {
                let mut buffer = WipedBuffer::with_capacity(first.len() + chunk.len());
                buffer.push(first);
                buffer.push(&chunk);
                *self = Self::Wiped(buffer);
            }
            Self::Wiped(buffer) => buffer.push(&chunk),
        }
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        match self {
            Self::Plain(bytes) => bytes,
            Self::Wiped(buffer) if buffer.0.is_empty() => Bytes::new(),
            Self::Wiped(buffer) => Bytes::from_owner(buffer),
        }
    }
}

/// Wiped when the last view of it is gone.
pub(crate) struct WipedBuffer(Vec<u8>);

impl WipedBuffer {
    fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// Never lets the vector grow by itself: it would leave copies behind that nobody wipes.
    fn push(&mut self, chunk: &[u8]) {
        let needed = self.0.len() + chunk.len();
        if needed > self.0.capacity() {
            let mut larger = Self::with_capacity(needed.max(self.0.capacity() * 2));
            larger.0.extend_from_slice(&self.0);
            *self = larger;
        }
        self.0.extend_from_slice(chunk);
    }
}

impl AsRef<[u8]> for WipedBuffer {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for WipedBuffer {
    fn drop(&mut self) {
        // As a slice, not as a vector: a slice is wiped in one go, a vector byte by byte, which for a QR code takes as long
        // as decoding it. Nothing was ever written behind its end.
        self.0.as_mut_slice().zeroize();
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::Collected;

    fn collect(mut body: Collected, chunks: &[&'static str]) -> Bytes {
        for chunk in chunks {
            body.push(Bytes::from_static(chunk.as_bytes()));
        }
        assert_eq!(body.len(), chunks.iter().map(|chunk| chunk.len()).sum::<usize>());
        body.into_bytes()
    }

    #[test]
    fn collects_across_growth() {
        for body in [Collected::wiped(0), Collected::wiped(2), Collected::wiped(100), Collected::default()] {
            assert_eq!(collect(body, &["ab", "cde", "", "f", "ghijkl"]), "abcdefghijkl");
        }
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(collect(Collected::wiped(10), &[]).is_empty());
        assert!(collect(Collected::default(), &["", ""]).is_empty());
    }

    #[test]
    fn a_single_plain_chunk_is_not_copied() {
        let chunk = "{}";
        assert_eq!(collect(Collected::default(), &[chunk]).as_ptr(), chunk.as_ptr());
        assert_ne!(collect(Collected::wiped(2), &[chunk]).as_ptr(), chunk.as_ptr());
    }
}
