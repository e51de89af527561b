//! What Android wants of a native library: the right processor, and segments that fit pages of 16 KiB.

use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Android's name of an ABI, and what the library's head says: the class (32 or 64 bits), and the machine.
const ABIS: [(&str, u8, u16); 4] =
    [("arm64-v8a", 2, 183), ("armeabi-v7a", 1, 40), ("x86_64", 2, 62), ("x86", 1, 3)];

/// Devices with larger pages are all of 64 bits, but a 32-bit library costs nothing either.
const PAGE: u64 = 16 * 1024;

const LOAD: u64 = 1;

/// Fails with what is wrong with the library for this ABI.
pub(super) fn check(library: &Path, abi: &str) -> Result<()> {
    let bytes = std::fs::read(library).with_context(|| format!("cannot read {}", library.display()))?;
    inspect(&bytes, abi).with_context(|| format!("{} can't be shipped for {abi}", library.display()))
}

fn inspect(bytes: &[u8], abi: &str) -> Result<()> {
    let (_, class, machine) = ABIS.iter().find(|(name, ..)| *name == abi).context("there is no such ABI")?;
    ensure!(bytes.starts_with(b"\x7fELF") && bytes.get(5) == Some(&1), "it is no ELF file");
    ensure!(bytes.get(4) == Some(class), "it has not the ABI's number of bits");
    ensure!(number(bytes, 18, 2)? == u64::from(*machine), "it is for another processor");
    // Where the program headers are, how long each is, how many there are; and where a header has its alignment. See elf(5).
    let wide = *class == 2;
    let (table, at_size, align, word) =
        if wide { (number(bytes, 32, 8)?, 54, 48, 8) } else { (number(bytes, 28, 4)?, 42, 28, 4) };
    let (size, count) = (number(bytes, at_size, 2)?, number(bytes, at_size + 2, 2)?);
    let mut loaded = 0;
    for index in 0..count {
        let header = usize::try_from(table + index * size)?;
        if number(bytes, header, 4)? == LOAD {
            loaded += 1;
            let alignment = number(bytes, header + align, word)?;
            ensure!(
                !wide || alignment >= PAGE,
                "a segment is aligned to {alignment} bytes, and pages may have {PAGE}"
            );
        }
    }
    ensure!(loaded > 0, "it has nothing to load");
    Ok(())
}

fn number(bytes: &[u8], at: usize, size: usize) -> Result<u64> {
    let bytes = bytes.get(at..at + size).context("it is cut")?;
    Ok(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::inspect;

    /// A head, and one header of a segment.
    fn library(machine: u16, alignment: u64) -> Vec<u8> {
        let mut bytes = vec![0; 64 + 56];
        bytes[..6].copy_from_slice(b"\x7fELF\x02\x01");
        bytes[18..20].copy_from_slice(&machine.to_le_bytes());
        bytes[32] = 64;
        bytes[54] = 56;
        bytes[56] = 1;
        bytes[64] = 1;
        bytes[112..120].copy_from_slice(&alignment.to_le_bytes());
        bytes
    }

    #[test]
    fn takes_what_fits_and_says_what_does_not() {
        inspect(&library(183, 16384), "arm64-v8a").unwrap();
        inspect(&library(183, 65536), "arm64-v8a").unwrap();
        let refused = |bytes: &[u8], abi| inspect(bytes, abi).unwrap_err().to_string();
        assert!(refused(&library(183, 4096), "arm64-v8a").contains("4096"));
        assert!(refused(&library(62, 16384), "arm64-v8a").contains("processor"));
        assert!(refused(&library(183, 16384), "x86").contains("bits"));
        assert!(refused(&library(183, 16384)[..100], "arm64-v8a").contains("cut"));
        assert!(refused(b"MZ", "arm64-v8a").contains("no ELF"));
    }

    /// As the linker of this machine makes it: the program that runs this test.
    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    #[test]
    fn reads_a_real_file() {
        let bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let said = inspect(&bytes, "x86_64").err().map(|problem| problem.to_string());
        assert!(said.is_none_or(|said| said.contains("aligned to 4096")));
    }
}
