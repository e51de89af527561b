//! The events, in the order in which they happen.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use crate::client::{Call, Client};
use crate::figures::Figures;

/// What limits retries besides `max_retries`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retries {
    /// The client's retry budget.
    Budgeted,
    /// Nothing, as in clients that only count the retries of a call.
    Unlimited,
}

const MAX_CLIENTS: u32 = 10_000;

/// What to simulate.
#[derive(Clone, Debug)]
pub struct Setup {
    /// How many clients there are.
    pub clients: u32,
    /// How long after a call a client starts the next.
    pub every: Duration,
    /// How long all is well at first. All calls of that time have ended when the outage begins.
    pub before: Duration,
    /// How long every request fails.
    pub outage: Duration,
    /// How long all is well again.
    pub after: Duration,
    /// How long the server takes to answer, with whatever.
    pub answer: Duration,
    /// What limits retries.
    pub retries: Retries,
    /// For the jitter and for the clients' rhythm.
    pub seed: u64,
}

impl Setup {
    /// Clients that make 10,000 calls a second together, but 10,000 clients at most, each with a call in every such time; an outage
    /// of 60 s. All is well before for longer than the budget remembers.
    #[must_use]
    pub fn new(every: Duration, retries: Retries) -> Self {
        Self {
            clients: MAX_CLIENTS.min((f64::from(MAX_CLIENTS) * every.as_secs_f64()) as u32),
            every,
            before: Duration::from_secs(15),
            outage: Duration::from_secs(60),
            after: Duration::from_secs(15).max(every),
            answer: Duration::from_millis(20),
            retries,
            seed: 7,
        }
    }

    /// When the outage is over.
    #[must_use]
    pub fn recovery(&self) -> Duration {
        self.before + self.outage
    }

    fn end(&self) -> Duration {
        self.recovery() + self.after
    }

    /// Whether the server fails what arrives now.
    fn is_down(&self, now: Duration) -> bool {
        now >= self.before && now < self.recovery()
    }
}

/// What happens to a client.
#[derive(Clone, Copy)]
enum Event {
    /// It starts a call.
    Start,
    /// A further request of a call reaches the server.
    Request(Call),
    /// The server's answer reaches it.
    Answer(Call, Succeeded),
}

type Succeeded = bool;

/// Events to come. Which of two comes first is always decided in the same way, so a run can be repeated exactly.
#[derive(Default)]
struct Agenda {
    /// When, and where in `events`. Moving small things about is what a heap does all day.
    heap: BinaryHeap<Reverse<(Duration, usize)>>,
    events: Vec<(u32, Event)>,
    /// Places of past events, to be used again.
    free: Vec<usize>,
}

impl Agenda {
    fn plan(&mut self, at: Duration, client: u32, event: Event) {
        let place = self.free.pop().unwrap_or(self.events.len());
        match self.events.get_mut(place) {
            Some(used) => *used = (client, event),
            None => self.events.push((client, event)),
        }
        self.heap.push(Reverse((at, place)));
    }

    fn next(&mut self) -> Option<(Duration, u32, Event)> {
        let Reverse((at, place)) = self.heap.pop()?;
        self.free.push(place);
        self.events.get(place).map(|&(client, event)| (at, client, event))
    }
}

/// Runs the simulation to the end of every call.
#[must_use]
pub fn simulate(setup: &Setup) -> Figures {
    let mut random = fastrand::Rng::with_seed(setup.seed);
    let mut agenda = Agenda::default();
    let mut figures = Figures::new(setup);
    let clients: Vec<Client> = (0..setup.clients).map(|_| Client::new(setup.retries)).collect();
    for client in 0..setup.clients {
        agenda.plan(setup.every.mul_f64(random.f64()), client, Event::Start);
    }
    while let Some((now, number, event)) = agenda.next() {
        let Some(client) = clients.get(number as usize) else { continue };
        let arriving = match event {
            Event::Start => {
                if now + setup.every < setup.end() {
                    agenda.plan(now + setup.every, number, Event::Start);
                }
                figures.call_starts(now);
                Call { started: now, attempts: 1 }
            }
            Event::Request(call) => call,
            Event::Answer(call, true) => {
                client.succeeded(now);
                figures.call_ends(call, true);
                continue;
            }
            Event::Answer(call, false) => {
                match client.wait_before_retry(call, now, random.f64()) {
                    Some(wait) => {
                        let next = Call { attempts: call.attempts + 1, ..call };
                        agenda.plan(now + wait, number, Event::Request(next));
                    }
                    None => figures.call_ends(call, false),
                }
                continue;
            }
        };
        figures.request_arrives(now, arriving);
        agenda.plan(now + setup.answer, number, Event::Answer(arriving, !setup.is_down(now)));
    }
    figures
}
