//! Buffers for what may hold a secret.

use bytes::Bytes;
use zeroize::Zeroize as _;

/// The body of a reply, as far as it has come.
pub(crate) enum Collected {
    /// The first chunk, as it came. It is a view of the connection's own buffer, which is not ours to wipe; a copy that we can
    /// wipe would not make the original go away. Most bodies have no other chunk, and so are never copied.
    One(Bytes),
    /// Several chunks, copied together.
    Several(WipedBuffer),
}

impl Default for Collected {
    fn default() -> Self {
        Self::One(Bytes::new())
    }
}

impl Collected {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::One(bytes) => bytes.len(),
            Self::Several(buffer) => buffer.0.len(),
        }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Self::One(bytes) => bytes,
            Self::Several(buffer) => &buffer.0,
        }
    }

    /// `announced` is how long the whole body will be, as the server said; 0, if it did not.
    pub(crate) fn push(&mut self, chunk: Bytes, announced: usize) {
        match self {
            Self::One(first) if first.is_empty() => *first = chunk,
            Self::One(first) => {
                let mut buffer = WipedBuffer::with_capacity(announced.max(first.len() + chunk.len()));
                buffer.push(first);
                buffer.push(&chunk);
                *self = Self::Several(buffer);
            }
            Self::Several(buffer) => buffer.push(&chunk),
        }
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        match self {
            Self::One(bytes) => bytes,
            Self::Several(buffer) => Bytes::from_owner(buffer),
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

    fn collect(announced: usize, chunks: &[&'static str]) -> Bytes {
        let mut body = Collected::default();
        for chunk in chunks {
            body.push(Bytes::from_static(chunk.as_bytes()), announced);
        }
        assert_eq!(body.len(), chunks.iter().map(|chunk| chunk.len()).sum::<usize>());
        body.into_bytes()
    }

    #[test]
    fn collects_across_growth() {
        for announced in [0, 2, 100] {
            assert_eq!(collect(announced, &["ab", "cde", "", "f", "ghijkl"]), "abcdefghijkl");
        }
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(collect(10, &[]).is_empty());
        assert!(collect(0, &["", ""]).is_empty());
    }

    #[test]
    fn a_single_chunk_is_not_copied() {
        let chunk = "{}";
        assert_eq!(collect(2, &[chunk]).as_ptr(), chunk.as_ptr());
    }
}
