//! A child of `fork()` has connections of its own, and leaves the parent's alone.
#![cfg(all(unix, feature = "blocking"))]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "code of tests")]

#[path = "stale/server.rs"]
mod server;
mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};

use server::{End, Server};
use support::KEY;
use tokio::runtime::{Builder, Runtime};
use workos_mfa::{ClientBuilder, ErrorKind, Outcome};

const PARENTS: &str = "auth_factor_parents";
const CHILDS: &str = "auth_factor_childs";
const CALLS: usize = 20;

/// Plain, TLS (whose end would be said in so many words), and HTTP/2.
const KINDS: [End; 3] = [End::Fin, End::TlsNotify, End::Http2Goaway];

fn serve(end: End) -> (Runtime, Server, ClientBuilder) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(Server::start(end));
    let builder = workos_mfa::Client::builder(KEY).base_url(&server.url).max_retries(0);
    let builder =
        if server.pem.is_empty() { builder } else { builder.root_certificate_pem(server.pem.as_str()) };
    (runtime, server, builder)
}

struct Forked(libc::pid_t);

/// Runs this in a child, whose end says whether it panicked.
fn fork(child: impl FnOnce()) -> Forked {
    // SAFETY: the child uses what it makes itself, and what must work in one; the allocator does.
    let id = unsafe { libc::fork() };
    assert!(id >= 0);
    if id == 0 {
        let ended = catch_unwind(AssertUnwindSafe(child));
        // SAFETY: it ends this process, without the parent's business.
        unsafe { libc::_exit(i32::from(ended.is_err())) };
    }
    Forked(id)
}

impl Forked {
    fn has_succeeded(self) -> bool {
        let mut status = 0;
        // SAFETY: the status is written to a number of this function's.
        assert_eq!(unsafe { libc::waitpid(self.0, &raw mut status, 0) }, self.0);
        libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0
    }
}

#[test]
fn parent_and_child_get_their_own_replies_from_a_blocking_client() {
    for end in KINDS {
        let (_servers, server, builder) = serve(end);
        let client = builder.build_blocking().unwrap();
        let get = |id: &str| assert_eq!(client.get_factor(id).unwrap().id.as_str(), id);
        get(PARENTS);
        let ours = client.clone();
        let child = fork(|| {
            (0..CALLS).for_each(|_| get(CHILDS));
            // All that there is of it here.
            drop(ours);
        });
        (0..CALLS).for_each(|_| get(PARENTS));
        assert!(child.has_succeeded(), "{end:?}");
        (0..CALLS).for_each(|_| get(PARENTS));
        assert_eq!(server.connections(), 2, "{end:?}: one each, and the parent's is still open");
    }
}

#[test]
fn a_child_that_drops_a_client_leaves_the_parents_connections_open() {
    for end in KINDS {
        let (_servers, server, builder) = serve(end);
        let mut client = Some(builder.build_blocking().unwrap());
        let get = |client: &Option<workos_mfa::blocking::Client>| {
            assert_eq!(client.as_ref().unwrap().get_factor(PARENTS).unwrap().id.as_str(), PARENTS);
        };
        get(&client);
        assert!(fork(|| drop(client.take())).has_succeeded(), "{end:?}");
        get(&client);
        assert_eq!(server.connections(), 1, "{end:?}");
    }
}

#[test]
fn an_async_client_goes_on_in_a_child_on_a_runtime_that_the_child_has_made() {
    for end in KINDS {
        let (_servers, server, builder) = serve(end);
        let client = builder.build().unwrap();
        let inherited = Builder::new_current_thread().enable_all().build().unwrap();
        let get = |runtime: &Runtime, id: &str| {
            assert_eq!(runtime.block_on(client.get_factor(id)).unwrap().id.as_str(), id);
        };
        get(&inherited, PARENTS);
        let child = fork(|| {
            let error = inherited.block_on(client.get_factor(CHILDS)).unwrap_err();
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Config, Outcome::NotSent));
            let own = Builder::new_current_thread().enable_all().build().unwrap();
            (0..CALLS).for_each(|_| get(&own, CHILDS));
        });
        (0..CALLS).for_each(|_| get(&inherited, PARENTS));
        assert!(child.has_succeeded(), "{end:?}");
        (0..CALLS).for_each(|_| get(&inherited, PARENTS));
        assert_eq!(server.connections(), 2, "{end:?}");
    }
}
