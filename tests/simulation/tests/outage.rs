//! What the retry budget has to achieve.

use std::time::Duration;

use workos_mfa_simulation::{Figures, Retries, Setup, simulate};

const EVERY_SECOND: Duration = Duration::from_secs(1);

fn run(every: Duration, retries: Retries) -> Figures {
    simulate(&Setup::new(every, retries))
}

#[test]
fn with_the_budget_an_outage_adds_less_than_a_tenth_to_the_load() {
    let figures = run(EVERY_SECOND, Retries::Budgeted);
    let amplification = figures.amplification();
    assert!(amplification < 1.1, "{amplification}");
    // Not by never retrying: every client spends its five retries.
    assert!(amplification > 1.08, "{amplification}");
}

#[test]
fn with_more_calls_it_adds_their_share_of_ten_seconds_and_no_more() {
    // A fifth of the calls of the last ten seconds, once, on top of sixty seconds' calls: 2 in 60. Less, because the good calls are
    // forgotten while the retries are made.
    for every in [100, 10].map(Duration::from_millis) {
        let amplification = run(every, Retries::Budgeted).amplification();
        assert!((1.02..1.035).contains(&amplification), "{every:?}: {amplification}");
    }
}

#[test]
fn without_the_budget_the_load_multiplies() {
    let figures = run(EVERY_SECOND, Retries::Unlimited);
    assert!(figures.amplification() > 2.5, "{}", figures.amplification());
    assert!(figures.peak() > 29_000, "{}", figures.peak());
}

#[test]
fn after_its_first_seconds_an_outage_costs_the_server_nothing_more_than_the_calls() {
    let setup = Setup::new(EVERY_SECOND, Retries::Budgeted);
    let load = simulate(&setup).per_second();
    let start = setup.before.as_secs() as usize;
    for (second, &requests) in load.iter().enumerate() {
        let expected = if (start..start + 8).contains(&second) { setup.clients * 3 } else { setup.clients };
        assert!(requests <= expected, "{requests} requests in second {second}");
    }
}

#[test]
fn recovery_is_noticed_by_the_first_call_of_every_client() {
    for every in [1, 10, 60].map(Duration::from_secs) {
        let figures = run(every, Retries::Budgeted);
        let first = figures.first_second_after();
        assert!(first.well > 0);
        assert_eq!((first.badly, first.at_once), (0, first.well), "{first:?}");
    }
    let first = run(EVERY_SECOND, Retries::Budgeted).first_second_after();
    assert_eq!(first.well, 10_000, "one for each client");
}

#[test]
fn the_load_is_normal_at_once_when_the_outage_is_over() {
    assert_eq!(run(EVERY_SECOND, Retries::Budgeted).back_to_normal(), Duration::ZERO);
    assert!(run(EVERY_SECOND, Retries::Unlimited).back_to_normal() > Duration::ZERO);
}

#[test]
fn a_rare_caller_keeps_its_retries() {
    // One call in the outage, and two retries: as without a budget.
    let (with, without) = (Retries::Budgeted, Retries::Unlimited);
    let minute = Duration::from_secs(60);
    assert_eq!(run(minute, with).amplification(), run(minute, without).amplification());
    // Six calls and five retries.
    let amplification = run(Duration::from_secs(10), with).amplification();
    assert!((1.8..1.9).contains(&amplification), "{amplification}");
}

#[test]
fn a_short_fault_is_still_retried_away() {
    let setup = Setup { outage: Duration::from_millis(300), ..Setup::new(EVERY_SECOND, Retries::Budgeted) };
    let figures = simulate(&setup);
    let unlimited = simulate(&Setup { retries: Retries::Unlimited, ..setup });
    assert_eq!(figures.ended(), unlimited.ended(), "the budget must not cost a call that a retry saves");
    assert!(figures.ended().badly < 400, "{:?}", figures.ended());
}

#[test]
fn every_run_gives_the_same_figures() {
    let [one, two] = [(); 2].map(|()| run(EVERY_SECOND, Retries::Budgeted).per_second());
    assert_eq!(one, two);
}
