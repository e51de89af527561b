//! QR codes (ISO/IEC 18004) of short texts, as PNG images.
//!
//! The core needs them where a server leaves the image out, the emulator for every enrolment. What a code says can be read
//! off its pixels, so an image of an `otpauth://` address is as secret as the address.

mod png;

use std::fmt;

use data_encoding::BASE64;
use fast_qr::{ECL, QRBuilder};
use zeroize::Zeroizing;

/// The light margin that scanners need around the symbol, in modules (ISO/IEC 18004, 9.1).
const QUIET_ZONE: usize = 4;

/// A QR code as a PNG image, about 300 pixels wide: black on white, with the margin that scanners need.
///
/// ```
/// let image = workos_mfa::qr::png("otpauth://totp/Foo:alan?secret=JBSWY3DPEHPK3PXP&issuer=Foo")?;
/// assert!(image.starts_with(b"\x89PNG"));
/// # Ok::<(), workos_mfa::qr::QrError>(())
/// ```
///
/// # Errors
/// [`QrError::TooLong`] if the text does not fit into the largest symbol.
pub fn png(text: &str) -> Result<Vec<u8>, QrError> {
    matrix(text).map(|matrix| png::encode(&matrix))
}

/// The same image as a `data:image/png;base64,…` URL, for the `src` of an HTML `img` element.
///
/// # Errors
/// [`QrError::TooLong`] if the text does not fit into the largest symbol.
pub fn data_url(text: &str) -> Result<String, QrError> {
    const PREFIX: &str = "data:image/png;base64,";
    let image = Zeroizing::new(png(text)?);
    let mut url = String::with_capacity(PREFIX.len() + BASE64.encode_len(image.len()));
    url.push_str(PREFIX);
    BASE64.encode_append(&image, &mut url);
    Ok(url)
}

/// The bare symbol, for drawing it in another way, such as on a terminal.
///
/// The error correction is level L (about 7 %). It gives the coarsest pattern, which is what helps a camera in front of a
/// screen; the higher levels are for labels that get scratched.
///
/// ```
/// let matrix = workos_mfa::qr::matrix("HELLO")?;
/// assert_eq!(matrix.width(), 21);
/// assert!(matrix.is_dark(0, 0));
/// # Ok::<(), workos_mfa::qr::QrError>(())
/// ```
///
/// # Errors
/// [`QrError::TooLong`] if the text does not fit into the largest symbol.
pub fn matrix(text: &str) -> Result<Matrix, QrError> {
    let symbol = QRBuilder::new(text).ecl(ECL::L).build();
    // It has no other error when the version is left to it.
    let symbol = symbol.map_err(|_| QrError::TooLong { bytes: text.len() })?;
    let modules = symbol.data.iter().take(symbol.size * symbol.size).map(|module| module.value()).collect();
    Ok(Matrix { width: symbol.size, modules })
}

/// The modules (the dark and light squares) of a QR code, without the quiet zone.
#[derive(Clone, PartialEq, Eq)]
pub struct Matrix {
    width: usize,
    /// Row by row, `true` is dark.
    modules: Vec<bool>,
}

impl Matrix {
    /// How many modules there are in a row, and how many rows: 21 to 177.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether the module in column `x` of row `y` is dark. Outside the symbol all is light, as in the quiet zone.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.width && self.modules.get(y * self.width + x).copied().unwrap_or(false)
    }

    fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.modules.chunks_exact(self.width)
    }
}

/// Tells the size alone: the pattern can be read by anyone who sees it.
impl fmt::Debug for Matrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Matrix").field("width", &self.width).finish_non_exhaustive()
    }
}

/// Why there is no QR code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QrError {
    /// The text does not fit into the largest symbol.
    TooLong {
        /// The text's length in bytes. At most 2953 fit (ISO/IEC 18004, table 7).
        bytes: usize,
    },
}

impl fmt::Display for QrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { bytes } => {
                write!(f, "{bytes} bytes do not fit into a QR code; shorten the text to 2953 bytes")
            }
        }
    }
}

impl std::error::Error for QrError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_symbol_grows_with_the_text_up_to_the_largest_version() {
        assert_eq!(matrix("").unwrap().width(), 21);
        assert_eq!(matrix(&"a".repeat(2953)).unwrap().width(), 177);
        assert_eq!(matrix(&"a".repeat(2954)), Err(QrError::TooLong { bytes: 2954 }));
        assert_eq!(png(&"a".repeat(2954)), Err(QrError::TooLong { bytes: 2954 }));
        assert_eq!(data_url(&"a".repeat(2954)), Err(QrError::TooLong { bytes: 2954 }));
    }

    #[test]
    fn the_finder_patterns_are_in_three_corners_and_all_around_is_light() {
        let matrix = matrix("otpauth://totp/a?secret=A").unwrap();
        let last = matrix.width() - 1;
        for (x, y) in [(0, 0), (last, 0), (0, last)] {
            assert!(matrix.is_dark(x, y));
        }
        for (x, y) in [(last + 1, 0), (0, last + 1), (usize::MAX, 0), (last + 1, last + 1)] {
            assert!(!matrix.is_dark(x, y));
        }
    }

    #[test]
    fn the_data_url_holds_the_png() {
        let url = data_url("otpauth://totp/a?secret=A").unwrap();
        let image = BASE64.decode(url.strip_prefix("data:image/png;base64,").unwrap().as_bytes()).unwrap();
        assert_eq!(image, png("otpauth://totp/a?secret=A").unwrap());
    }

    #[test]
    fn debug_does_not_draw_the_pattern() {
        assert_eq!(format!("{:?}", matrix("A").unwrap()), "Matrix { width: 21, .. }");
    }
}
