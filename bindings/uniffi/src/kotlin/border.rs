//! What the JVM calls, by JNA. No panic leaves it.

#![allow(unsafe_code, reason = "foreign code gives pointers, and the linker wants names")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::asynchronous::Listener;
use super::reply::{self, Block};
use super::request::Request;
use super::{asynchronous, blocking};
use crate::error::Failure;

/// Who hears of the end of the client's async calls.
#[unsafe(no_mangle)]
pub extern "C" fn workos_mfa_kotlin_listen(client: u64, listener: Listener) {
    guarded((), || asynchronous::listen(client, listener));
}

/// Begins an async call. A block if it could not even begin: why.
///
/// # Safety
///
/// `length` bytes can be read at `request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn workos_mfa_kotlin_call(
    client: u64,
    ticket: i64,
    operation: i32,
    request: *const u8,
    length: i32,
) -> Block {
    // SAFETY: as the caller promises.
    let bytes = unsafe { bytes(request, length) };
    guarded_block(|| asynchronous::begin(client, ticket, Request::read(operation, bytes)))
}

/// Gives an async call up. The listener hears no more of it.
#[unsafe(no_mangle)]
pub extern "C" fn workos_mfa_kotlin_cancel(client: u64, ticket: i64) {
    guarded((), || asynchronous::cancel(client, ticket));
}

/// Gives an async call up. The listener hears of its end nevertheless.
#[unsafe(no_mangle)]
pub extern "C" fn workos_mfa_kotlin_give_up_async(client: u64, ticket: i64) {
    guarded((), || asynchronous::give_up(client, ticket));
}

/// Begins a call that blocks whoever waits for it. It must be waited for to its end.
///
/// # Safety
///
/// `length` bytes can be read at `request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn workos_mfa_kotlin_begin(
    client: u64,
    operation: i32,
    request: *const u8,
    length: i32,
) -> u64 {
    // SAFETY: as the caller promises.
    let bytes = unsafe { bytes(request, length) };
    // There is no call 0: who waits for it is told that something is broken.
    guarded(0, || blocking::begin(client, Request::read(operation, bytes)))
}

/// Waits for a call.
#[unsafe(no_mangle)]
pub extern "C" fn workos_mfa_kotlin_wait(call: u64, milliseconds: u32) -> Block {
    guarded_block(|| blocking::wait(call, milliseconds))
}

/// Gives a call up. Its end is waited for nevertheless.
#[unsafe(no_mangle)]
pub extern "C" fn workos_mfa_kotlin_give_up(call: u64) {
    guarded((), || blocking::cancel(call));
}

/// The reply to a call whose caller had given it up before it began.
#[unsafe(no_mangle)]
pub extern "C" fn workos_mfa_kotlin_never_begun() -> Block {
    guarded_block(|| Block::new(reply::bad(Failure::never_begun())))
}

/// Gives a reply back.
///
/// # Safety
///
/// The block is one of ours, and was not given back before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn workos_mfa_kotlin_free(block: *mut u8) {
    // SAFETY: as the caller promises.
    guarded((), || unsafe { reply::free(block) });
}

/// # Safety
///
/// So many bytes can be read there, for as long as the slice is used.
unsafe fn bytes<'a>(start: *const u8, length: i32) -> &'a [u8] {
    match usize::try_from(length) {
        Ok(length) if length > 0 && !start.is_null() => {
            // SAFETY: as the caller promises.
            unsafe { std::slice::from_raw_parts(start, length) }
        }
        _ => &[],
    }
}

fn guarded<T>(otherwise: T, work: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(otherwise)
}

fn guarded_block(work: impl FnOnce() -> Block) -> Block {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Block::new(reply::broken()))
}
