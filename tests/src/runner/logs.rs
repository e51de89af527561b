//! Every log line of this process, so that a session's can be searched for secrets.
//!
//! All sessions share one text. A session takes the part that was written while it ran: with lines of its neighbours in it, and so
//! with whatever its client's connections wrote from tasks of their own, too.

use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tracing_subscriber::fmt::MakeWriter;

static LOG: OnceLock<Log> = OnceLock::new();

#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Begins collecting; further calls change nothing.
pub(super) fn collect() {
    LOG.get_or_init(|| {
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(log.clone());
        // The only failure is that another subscriber is there already: then the debug output lacks the results' ids, and a verdict
        // says so.
        let _ = subscriber.try_init();
        log
    });
}

/// Where the log ends now.
pub(super) fn mark() -> usize {
    LOG.get().map_or(0, |log| log.0.lock().unwrap_or_else(PoisonError::into_inner).len())
}

/// What was written since.
pub(super) fn since(mark: usize) -> String {
    LOG.get().map_or_else(String::new, |log| {
        let bytes = log.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(bytes.get(mark..).unwrap_or_default()).into_owned()
    })
}
