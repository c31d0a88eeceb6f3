//! Turns: how a server does under a load for a while, and beside others that have theirs in between.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::load::Load;
use crate::process::{Postgres, Process};

/// How long each is asked before a turn, so that statements are prepared and pages read.
const WARM_UP: Duration = Duration::from_millis(300);

/// What one turn of a server came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) rate: f64,
    /// Microseconds that the server computed for a request, and PostgreSQL.
    pub(crate) server: f64,
    pub(crate) postgres: f64,
}

impl Turn {
    /// Asks a server for so long, after a while that is not counted.
    pub(crate) async fn of(
        (server, postgres): (&Process, Postgres),
        load: &Arc<Load>,
        clients: usize,
        time: Duration,
    ) -> Self {
        load.run(&server.address, clients, WARM_UP).await;
        let before = (server.time(), postgres.time());
        let answered = load.run(&server.address, clients, time).await;
        let after = (server.time(), postgres.time());
        let each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(answered.answers);
        Self {
            rate: answered.rate(),
            server: each(after.0.saturating_sub(before.0)),
            postgres: each(after.1.saturating_sub(before.1)),
        }
    }

    /// Microseconds of both.
    pub(crate) fn cost(&self) -> f64 {
        self.server + self.postgres
    }
}

/// How one does beside another, of which each round gave a ratio.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ratio {
    pub(crate) median: f64,
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
}

impl Ratio {
    /// The ratio of a figure in the turns of one to that in the turns of another.
    pub(crate) fn of(one: &[Turn], other: &[Turn], figure: fn(&Turn) -> f64) -> Self {
        let ratio = |(one, other)| figure(one) / figure(other);
        let mut ratios: Vec<f64> = one.iter().zip(other).map(ratio).collect();
        ratios.sort_by(f64::total_cmp);
        Self {
            median: ratios[ratios.len() / 2],
            lowest: ratios[0],
            highest: ratios[ratios.len() - 1],
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} ({:.2} to {:.2})", self.median, self.lowest, self.highest)
    }
}

/// Lets each server have a turn, in so many rounds, and returns the turns of each. Rounds begin with
/// another one each time, so that none always comes first.
pub(crate) async fn in_turn(
    (servers, postgres): (&[&Process], Postgres),
    load: &Arc<Load>,
    clients: usize,
    (rounds, time): (usize, Duration),
) -> Vec<Vec<Turn>> {
    let mut turns: Vec<Vec<Turn>> = servers.iter().map(|_| Vec::new()).collect();
    for round in 0..rounds {
        for place in 0..servers.len() {
            let place = (round + place) % servers.len();
            turns[place].push(Turn::of((servers[place], postgres), load, clients, time).await);
        }
    }
    turns
}
