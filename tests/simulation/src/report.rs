//! The figures, for people.

use std::fmt::Write as _;
use std::time::Duration;

use crate::figures::Figures;
use crate::world::{Retries, Setup, simulate};

/// The seconds that the table shows one by one: around the beginning and the end of the outage.
const SHOWN_BEFORE: usize = 2;
const SHOWN_AFTER: usize = 8;

/// Runs everything there is to tell.
#[must_use]
pub fn report() -> String {
    let every = Duration::from_secs(1);
    let setup = Setup::new(every, Retries::Budgeted);
    let budgeted = simulate(&setup);
    let unlimited = simulate(&Setup::new(every, Retries::Unlimited));

    let mut text = format!(
        "{} clients, a call per second each; every request fails for {} s\n\n",
        setup.clients,
        setup.outage.as_secs()
    );
    table(&mut text, &setup, &budgeted, &unlimited);
    text.push('\n');
    for (name, figures) in [("with the budget", &budgeted), ("without", &unlimited)] {
        let first = figures.first_second_after();
        let share = 100.0 * first.well as f64 / (first.well + first.badly) as f64;
        let _ = writeln!(
            text,
            "{name:<16} amplification {:.3}, peak {} requests/s, load back to normal after {:.1} s, calls of the first second after: {share:.0} % succeed",
            figures.amplification(),
            figures.peak(),
            figures.back_to_normal().as_secs_f64(),
        );
    }

    text.push_str("\nOther rates (amplification; the most requests in a second, and what is normal)\n");
    for every in [60_000, 10_000, 1_000, 100, 10].map(Duration::from_millis) {
        let setup = Setup::new(every, Retries::Budgeted);
        let unlimited = Setup { retries: Retries::Unlimited, ..setup.clone() };
        rate(&mut text, &setup, &simulate(&setup), &simulate(&unlimited));
    }
    text
}

fn rate(text: &mut String, setup: &Setup, budgeted: &Figures, unlimited: &Figures) {
    let each = 1.0 / setup.every.as_secs_f64();
    let _ = writeln!(
        text,
        "{each:>6.2} calls/s a client   with the budget {:.3} (peak {:>5})   without {:.3} (peak {:>5})   normal {:>5.0}",
        budgeted.amplification(),
        budgeted.peak(),
        unlimited.amplification(),
        unlimited.peak(),
        f64::from(setup.clients) * each,
    );
}

fn table(text: &mut String, setup: &Setup, budgeted: &Figures, unlimited: &Figures) {
    let _ = writeln!(text, "  second   with the budget   without      (requests that reach the server)");
    let (budgeted, unlimited) = (budgeted.per_second(), unlimited.per_second());
    let (start, end) = (setup.before.as_secs() as usize, setup.recovery().as_secs() as usize);
    let mut skipped = false;
    for second in start.saturating_sub(SHOWN_BEFORE)..end + SHOWN_AFTER {
        if second >= start + SHOWN_AFTER && second < end.saturating_sub(SHOWN_BEFORE) {
            if !skipped {
                text.push_str("       …\n");
            }
            skipped = true;
            continue;
        }
        let of = |load: &[u32]| load.get(second).copied().unwrap_or_default();
        let note = match second {
            second if second == start => "   the outage begins",
            second if second == end => "   it is over",
            _ => "",
        };
        let _ = writeln!(
            text,
            "{:>8} {:>17} {:>9}{note}",
            second as i64 - start as i64,
            of(&budgeted),
            of(&unlimited)
        );
    }
}
