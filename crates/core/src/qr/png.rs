//! The smallest PNG that holds a QR code: one grey channel of one bit (ISO/IEC 15948).
//!
//! The `png` crate would bring nine crates for this, most of them for reading images, and cannot be told which rows repeat
//! the one above. Knowing that makes the file smaller and takes a third of the time.

use super::{Matrix, QUIET_ZONE};

/// Large enough to scan from across a desk, small enough for a dialogue.
const TARGET_PIXELS: usize = 300;

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
const FILTER_NONE: u8 = 0;
const FILTER_UP: u8 = 2;

pub(super) fn encode(matrix: &Matrix) -> Vec<u8> {
    let width = matrix.width() + 2 * QUIET_ZONE;
    let scale = scale(width);
    let pixels = u32::try_from(width * scale).unwrap_or(u32::MAX).to_be_bytes();

    let mut header = Vec::with_capacity(13);
    header.extend_from_slice(&pixels);
    header.extend_from_slice(&pixels);
    // One bit per pixel, greyscale; then the only compression, filter and interlace methods there are, the last meaning none.
    header.extend_from_slice(&[1, 0, 0, 0, 0]);

    let image = fdeflate::compress_to_vec(&scanlines(matrix, scale));
    let mut file = Vec::with_capacity(SIGNATURE.len() + header.len() + image.len() + 3 * 12);
    file.extend_from_slice(&SIGNATURE);
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"IDAT", &image);
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// How many pixels wide a module is: whole ones, so that the edges stay sharp, and at least two.
fn scale(width: usize) -> usize {
    ((TARGET_PIXELS + width / 2) / width).max(2)
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(&kind);
    checksum.update(data);
    file.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    file.extend_from_slice(&kind);
    file.extend_from_slice(data);
    file.extend_from_slice(&checksum.finalize().to_be_bytes());
}

/// The rows of pixels, each behind the byte that names its filter.
fn scanlines(matrix: &Matrix, scale: usize) -> Vec<u8> {
    let width = matrix.width() + 2 * QUIET_ZONE;
    let bytes = (width * scale).div_ceil(8);
    let mut lines = Vec::with_capacity(width * scale * (bytes + 1));
    // A row of modules is one row of pixels and then repetitions of it, which the filter turns into zeros.
    let mut push = |modules: &[bool]| {
        lines.push(FILTER_NONE);
        push_pixels(&mut lines, modules, scale);
        for _ in 1..scale {
            lines.push(FILTER_UP);
            lines.extend(std::iter::repeat_n(0, bytes));
        }
    };
    let margin = || std::iter::repeat_n([].as_slice(), QUIET_ZONE);
    margin().chain(matrix.rows()).chain(margin()).for_each(|row| push(&pad(row, width)));
    lines
}

/// A row with its light margins.
fn pad(row: &[bool], width: usize) -> Vec<bool> {
    let mut padded = vec![false; QUIET_ZONE];
    padded.extend_from_slice(row);
    padded.resize(width, false);
    padded
}

/// Eight pixels to a byte, the leftmost in the highest bit; white is 1.
fn push_pixels(line: &mut Vec<u8>, modules: &[bool], scale: usize) {
    let light = (1_u32 << scale) - 1;
    let (mut bits, mut count) = (0_u32, 0);
    for dark in modules {
        bits = (bits << scale) | if *dark { 0 } else { light };
        count += scale;
        while count >= 8 {
            count -= 8;
            line.push((bits >> count) as u8);
        }
    }
    if count > 0 {
        line.push((bits << (8 - count)) as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::super::matrix;
    use super::*;

    #[test]
    fn every_size_of_symbol_is_pleasant_to_look_at() {
        for version in 1..=40_usize {
            let width = 17 + 4 * version + 2 * QUIET_ZONE;
            let pixels = width * scale(width);
            assert!((240..=380).contains(&pixels), "version {version}: {pixels} pixels");
        }
    }

    #[test]
    fn the_pixels_of_a_row_are_packed_from_the_left_with_white_as_one() {
        let mut line = Vec::new();
        push_pixels(&mut line, &[false, true, false, true], 3);
        assert_eq!(line, [0b1110_0011, 0b1000_0000]);
    }

    #[test]
    fn the_file_is_compact_and_its_header_says_one_grey_bit() {
        let matrix =
            matrix("otpauth://totp/Foo%20Corp:alan@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Foo%20Corp")
                .unwrap();
        let file = encode(&matrix);
        assert!(file.len() < 2200, "{} bytes", file.len());
        assert_eq!(file[..8], SIGNATURE);
        assert_eq!(file[12..16], *b"IHDR");
        assert_eq!(file[16..20], file[20..24]);
        assert_eq!(file[24..29], [1, 0, 0, 0, 0]);
    }
}
