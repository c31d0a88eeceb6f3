//! What was told, and when.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

/// Latencies are counted by the millisecond, up to this.
const MOST: usize = 600_000;

/// Counts what all subscribers are told.
#[derive(Debug)]
pub(crate) struct Tally {
    begun: Instant,
    /// When each event was sent, in microseconds since the beginning.
    sent: Vec<AtomicU64>,
    /// How often it took so many milliseconds.
    latencies: Vec<AtomicU64>,
    delivered: AtomicUsize,
    wrong: AtomicUsize,
    last: AtomicU64,
}

impl Tally {
    pub(crate) fn new(events: usize) -> Self {
        let zeroes = |count| (0..count).map(|_| AtomicU64::new(0)).collect();
        Self {
            begun: Instant::now(),
            sent: zeroes(events),
            latencies: zeroes(MOST + 1),
            delivered: AtomicUsize::new(0),
            wrong: AtomicUsize::new(0),
            last: AtomicU64::new(0),
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_micros()).expect("a short time")
    }

    /// An event is sent now.
    pub(crate) fn send(&self, event: usize) {
        self.sent[event].store(self.now(), Ordering::Relaxed);
    }

    /// A subscriber is told of an event now, which is the one that it expects or not.
    pub(crate) fn deliver(&self, event: usize, is_expected: bool) {
        let now = self.now();
        let micros = now - self.sent[event].load(Ordering::Relaxed);
        let millis = usize::try_from(micros / 1_000).expect("a short time").min(MOST);
        self.latencies[millis].fetch_add(1, Ordering::Relaxed);
        self.wrong.fetch_add(usize::from(!is_expected), Ordering::Relaxed);
        self.last.fetch_max(now, Ordering::Relaxed);
        self.delivered.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn delivered(&self) -> usize {
        self.delivered.load(Ordering::Relaxed)
    }

    pub(crate) fn wrong(&self) -> usize {
        self.wrong.load(Ordering::Relaxed)
    }

    /// The time in milliseconds within which this share of what was told was told.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small numbers"
    )]
    pub(crate) fn quantile(&self, share: f64) -> usize {
        let wanted = (self.delivered() as f64 * share).ceil() as u64;
        let mut counted = 0;
        let reached = self.latencies.iter().position(|count| {
            counted += count.load(Ordering::Relaxed);
            counted >= wanted
        });
        reached.unwrap_or(MOST)
    }

    /// How much was told a second, from when the first event was sent.
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    pub(crate) fn rate(&self) -> f64 {
        let first = self.sent.first().map_or(0, |sent| sent.load(Ordering::Relaxed));
        let micros = self.last.load(Ordering::Relaxed).saturating_sub(first).max(1);
        self.delivered() as f64 * 1e6 / micros as f64
    }
}
