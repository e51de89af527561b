//! Country calling codes.

/// The calling code of a number in E.164 form: no code is the beginning of another one, so its first digits say how long it is.
pub(crate) fn calling_code(number: &str) -> &str {
    let digits = number.strip_prefix('+').unwrap_or(number);
    let length = match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    };
    digits.get(..length).unwrap_or(digits)
}

#[cfg(test)]
mod tests {
    use super::calling_code;

    #[test]
    fn is_as_long_as_its_zone_says() {
        for (number, code) in [
            ("+15555555555", "1"),
            ("+79991234567", "7"),
            ("+447700900123", "44"),
            ("+420601123456", "420"),
            ("+4915112345678", "49"),
            ("+35312345678", "353"),
            ("+2348012345678", "234"),
            ("+8801712345678", "880"),
            ("+8613800000000", "86"),
            ("+989121234567", "98"),
            ("+97150123456", "971"),
            ("+23", "23"),
        ] {
            assert_eq!(calling_code(number), code, "{number}");
        }
    }
}
