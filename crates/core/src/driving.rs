//! What runtimes owe their connections before and after a call. For bindings, in part; not part of the API.

use std::thread;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::yield_now;
use tokio::time::sleep;

pub use crate::call::CallProgress;

#[cfg(unix)]
type Newcomer = tokio::net::UnixDatagram;
#[cfg(not(unix))]
type Newcomer = tokio::net::UdpSocket;

/// Before a call, on a runtime of one thread: hears what has happened since the last one.
///
/// The first yield hears what the sockets have to say, the second lets the connections act on it.
pub async fn catch_up() {
    yield_now().await;
    yield_now().await;
}

/// After a call that failed or was given up: its connection's task has to run to notice that nobody wants the answer, to say goodbye
/// (TLS) and to close. Nobody else may drive the runtime for a long time.
pub async fn settle() {
    for _ in 0..16 {
        yield_now().await;
    }
}

/// A socket that has nothing to wait for. Panics on a runtime without I/O.
pub(crate) fn newcomer() -> std::io::Result<Newcomer> {
    #[cfg(unix)]
    let socket = Newcomer::unbound();
    #[cfg(not(unix))]
    let socket = (|| {
        let socket = std::net::UdpSocket::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
        socket.set_nonblocking(true)?;
        Newcomer::from_std(socket)
    })();
    socket
}

/// Returns when this runtime's connections have acted on all that had reached their sockets before.
///
/// A task of its own: it queues up behind those of the connections, wherever the caller is polled. (The future that a runtime of
/// several threads blocks on is in no queue at all.)
pub(crate) async fn hear_all(one_thread: bool, repeatable: bool) {
    // It ends soon; that of a caller who has given up, too.
    let _ = tokio::spawn(async move {
        // The event queue reports in the order in which sockets became ready, so all that is older has been handed out when
        // the newest one's turn comes. Yielding would not do: the queue may be in the hands of another thread. If there
        // is no socket to be had, the pause below has to do.
        match newcomer() {
            Ok(socket) => drop(socket.writable().await),
            Err(_) => sleep(PAUSE).await,
        }
        // The connections' tasks are queued now, and each yield lets what is queued on this thread run. HTTP/2 takes two, one
        // after the other.
        for _ in 0..4 {
            yield_now().await;
        }
        if one_thread {
            return;
        }
        thieves().await;
        if !repeatable {
            // A thread that has just been handed an event by the system, and has had no time to do anything since, still counts as idle.
            // What may be sent only once waits for two or three milliseconds, in which such a thread gets its turn.
            for _ in 0..2 {
                sleep(PAUSE).await;
                thieves().await;
            }
        }
    })
    .await;
}

/// How often to look after other threads, yielding; and then how often, with pauses.
const LOOKS: usize = 32;
const LONG_LOOKS: usize = 4;
/// The shortest that timers can.
const PAUSE: Duration = Duration::from_millis(1);

/// Waits for the other threads that may have taken a connection's task from this one's queue and not have run it yet: until each has
/// been seen idle, or has been idle meanwhile. One that is busy with something else is not waited for for ever.
async fn thieves() {
    let metrics = Handle::current().metrics();
    let at_first: Vec<u64> = (0..metrics.num_workers()).map(|worker| parks(&metrics, worker)).collect();
    let first_thread = thread::current().id();
    let all_idle = || {
        let busy = |&(worker, &then): &(usize, &u64)| {
            // Odd: idle.
            then % 2 == 0 && parks(&metrics, worker) == then
        };
        // This one is not idle, but has run what it had.
        let itself = usize::from(thread::current().id() == first_thread);
        at_first.iter().enumerate().filter(busy).count() <= itself
    };
    for look in 0..LOOKS + LONG_LOOKS {
        if all_idle() {
            return;
        }
        if look < LOOKS {
            yield_now().await;
        } else {
            sleep(PAUSE).await;
        }
    }
}

/// How often this thread has gone idle and come back.
#[cfg(target_has_atomic = "64")]
fn parks(metrics: &tokio::runtime::RuntimeMetrics, worker: usize) -> u64 {
    metrics.worker_park_unpark_count(worker)
}

/// It is not counted there: every thread is looked upon as busy.
#[cfg(not(target_has_atomic = "64"))]
fn parks(_: &tokio::runtime::RuntimeMetrics, _: usize) -> u64 {
    0
}
