//! Looks for the key in the whole memory of this process. It has the process for itself: one test, and no other keys.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};

use workos_mfa::{Client, ClientBuilder};

/// The key is `sk_live_` and this with each byte changed, so that what is looked for is nowhere but where the client has it.
const HIDDEN: &[u8] = b"Wq4Zt9Lm2Xc7Vb5Nk8Jh3Gf6Ds1Pa0Qw9Er8Ty7Ui6Op5As4Df3Gh2";
const MASK: u8 = 0x15;

fn key() -> String {
    let hidden = HIDDEN.iter().map(|byte| char::from((byte ^ MASK) & 0x3f | 0x40));
    "sk_live_".chars().chain(hidden).filter(char::is_ascii_graphic).collect()
}

/// Its last characters, as they are looked for: the allocator writes over the beginning of what is freed.
fn masked_tail() -> Vec<u8> {
    let key = zeroize::Zeroizing::new(key());
    key.bytes().rev().take(16).map(|byte| byte ^ 0xff).collect::<Vec<_>>().into_iter().rev().collect()
}

/// How many times it is in memory that can be written to.
fn copies(masked: &[u8], buffer: &mut Vec<u8>) -> usize {
    let mut memory = File::open("/proc/self/mem").unwrap();
    let own = buffer.as_ptr() as usize..buffer.as_ptr() as usize + buffer.capacity();
    let mut count = 0;
    for region in fs::read_to_string("/proc/self/maps").unwrap().lines() {
        let mut parts = region.split_whitespace();
        let (range, rights) = (parts.next().unwrap(), parts.next().unwrap());
        let (from, to) = range.split_once('-').unwrap();
        let [from, to] = [from, to].map(|address| usize::from_str_radix(address, 16).unwrap());
        if !rights.starts_with("rw") {
            continue;
        }
        // In portions that overlap, and without the buffer itself.
        let mut at = from;
        while at < to {
            let length = (to - at).min(buffer.capacity());
            buffer.resize(length, 0);
            memory.seek(SeekFrom::Start(at as u64)).unwrap();
            if memory.read_exact(buffer).is_err() {
                break;
            }
            let found = buffer.windows(masked.len()).enumerate().filter(|(offset, window)| {
                !own.contains(&(at + offset))
                    && window.iter().zip(masked).all(|(byte, masked)| *byte == masked ^ 0xff)
            });
            count += found.count();
            buffer.fill(0);
            if at + length >= to {
                break;
            }
            at += length - masked.len() + 1;
        }
    }
    count
}

#[test]
fn a_client_holds_the_key_as_often_as_it_must_and_leaves_nothing_behind() {
    let mut buffer = Vec::with_capacity(1 << 20);
    let masked = masked_tail();
    assert_eq!(copies(&masked, &mut buffer), 0, "before");

    // The test sees what is there: the key alone, in a text that is not wiped, …
    let text = key();
    assert_eq!(copies(&masked, &mut buffer), 1, "the key");
    let client = Client::new(text).unwrap();
    // … then the bare key, for redaction, and the ready header.
    assert_eq!(copies(&masked, &mut buffer), 2, "while the client lives");
    let clone = client.clone();
    drop(client);
    assert_eq!(copies(&masked, &mut buffer), 2, "while its clone lives");
    drop(clone);
    assert_eq!(copies(&masked, &mut buffer), 0, "after the client");

    let builder: ClientBuilder = Client::builder(key());
    let client = builder.clone().base_url("not a URL").build().map(drop);
    assert!(client.is_err());
    assert_eq!(copies(&masked, &mut buffer), 1, "in the builder");
    drop(builder);
    assert_eq!(copies(&masked, &mut buffer), 0, "after the builder");
}
