//! A sign of life while a call takes its time.

use std::io::Write;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{sleep, timeout};

/// Most calls are done by then, and a flicker helps nobody.
const PATIENCE: Duration = Duration::from_millis(300);
const STEP: Duration = Duration::from_millis(100);
/// ASCII, so that every terminal has them.
const FRAMES: [char; 4] = ['|', '/', '-', '\\'];
const CLEAR_LINE: &str = "\r\x1b[K";

/// Waits for `work`, and draws a spinner in `out` if that takes a while.
pub(crate) async fn watched<T>(mut out: impl Write, doing: &str, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    if let Ok(done) = timeout(PATIENCE, &mut work).await {
        return done;
    }
    // Clears the line also if the wait is given up.
    let mut line = Line(&mut out);
    for frame in FRAMES.iter().cycle() {
        line.draw(&format!("\r{frame} {doing}"));
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = sleep(STEP) => {}
        }
    }
    work.await
}

struct Line<'a, W: Write>(&'a mut W);

impl<W: Write> Line<'_, W> {
    fn draw(&mut self, text: &str) {
        let _ = self.0.write_all(text.as_bytes()).and_then(|()| self.0.flush());
    }
}

impl<W: Write> Drop for Line<'_, W> {
    fn drop(&mut self) {
        self.draw(CLEAR_LINE);
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, sleep, watched};

    async fn drawn_during(milliseconds: u64) -> String {
        let mut out = Vec::new();
        let work = async {
            sleep(Duration::from_millis(milliseconds)).await;
            7
        };
        assert_eq!(watched(&mut out, "Reading", work).await, 7);
        String::from_utf8(out).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_quick_call_shows_nothing() {
        assert_eq!(drawn_during(290).await, "");
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_call_shows_a_spinner_and_leaves_the_line_empty() {
        assert_eq!(drawn_during(550).await, "\r| Reading\r/ Reading\r- Reading\r\x1b[K");
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_given_up_leaves_the_line_empty_too() {
        let mut out = Vec::new();
        let endless = std::future::pending::<()>();
        let given_up =
            tokio::time::timeout(Duration::from_millis(350), watched(&mut out, "Reading", endless));
        given_up.await.unwrap_err();
        assert_eq!(String::from_utf8(out).unwrap(), "\r| Reading\r\x1b[K");
    }
}
