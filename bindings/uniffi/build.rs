//! How the shared library is linked for Android: its newer devices have pages of 16 KiB, and load no library whose segments don't fit them.
//! NDKs from r28 on do so by themselves.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_CFG_TARGET_OS").is_some_and(|system| system == "android") {
        println!("cargo::rustc-link-arg-cdylib=-Wl,-z,max-page-size=16384");
    }
}
