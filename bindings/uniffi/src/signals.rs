//! Signals that must not end the program that the client is part of.

/// Keeps `SIGPIPE` from this thread.
///
/// Writing to a connection that the other side has closed raises it, and by default it ends the process. Rust's programs ignore it, and
/// so do Ruby and the JVM; a Swift program on Linux does not. Where it is blocked, the write just fails.
#[cfg(unix)]
pub(crate) fn block_broken_pipe() {
    let mut set = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: `sigemptyset` initialises the set that the others read, and a null pointer says that the old mask is of no interest.
    unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        libc::sigaddset(set.as_mut_ptr(), libc::SIGPIPE);
        libc::pthread_sigmask(libc::SIG_BLOCK, set.as_ptr(), std::ptr::null_mut());
    }
}

/// There is none here.
#[cfg(not(unix))]
pub(crate) fn block_broken_pipe() {}
