//! What attacks cost, as a table, and the ceilings that no attack may reach.

use std::fmt::Write as _;
use std::time::Duration;

use crate::abuse::victim::Victim;

/// How often each attack is repeated: the system tells time in steps of 10 ms.
pub(crate) const TURNS: u32 = if cfg!(debug_assertions) { 2 } else { 40 };

/// More work than any request takes, even in a debug build: what grows exponentially takes far more.
const WORK: Duration = Duration::from_secs(1);

/// Figures of attacks on one server.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    victim: &'a Victim,
    before: i64,
    text: String,
    wrong: Vec<String>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(victim: &'a Victim, title: &str) -> Self {
        let before = victim.memory();
        let text = format!("\n{title} ({TURNS} turns, from {} MB)\n", megabytes(before));
        Self { victim, before, text, wrong: Vec::new() }
    }

    /// Adds a line above the figures.
    pub(crate) fn heading(&mut self, line: &str) {
        writeln!(self.text, "{line} grown/MB most/MB").expect("text");
    }

    /// Adds a line, and how much memory the server has more than at the beginning.
    pub(crate) fn line(&mut self, line: &str) {
        let (now, peak) = (self.victim.memory(), self.victim.peak());
        let (grown, most) = (megabytes(now - self.before), megabytes(peak - self.before));
        writeln!(self.text, "{line} {grown:>8} {most:>7}").expect("text");
    }

    /// Notes what should be otherwise.
    pub(crate) fn expect(&mut self, what: &str, found: &str, expected: &str) {
        if found != expected {
            self.wrong.push(format!("{what}: {found} instead of {expected}"));
        }
    }

    /// Notes attacks that cost too much.
    pub(crate) fn expect_little_work(&mut self, what: &str, work: Duration) {
        if work > WORK {
            self.wrong.push(format!("{what}: {work:?} of work for one request"));
        }
    }

    /// How much memory the server has more than at the beginning, in kB.
    pub(crate) fn grown(&self) -> i64 {
        self.victim.memory() - self.before
    }

    /// Prints the table.
    ///
    /// # Panics
    /// When anything should be otherwise, or the server has this much more memory, in MB.
    #[expect(clippy::print_stdout, reason = "who runs the tests asks for it with --nocapture")]
    pub(crate) fn finish(self, most: i64) {
        println!("{}", self.text);
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
        let grown = self.grown();
        assert!(grown < most * 1_000, "the server has {grown} kB more than before");
    }
}

/// Milliseconds, with two decimals.
pub(crate) fn milliseconds(time: Duration) -> String {
    let hundredths = time.as_micros() / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Megabytes of so many kB, with one decimal.
pub(crate) fn megabytes(kilobytes: i64) -> String {
    let sign = if kilobytes < 0 { "-" } else { "" };
    let tenths = kilobytes.abs() / 100;
    format!("{sign}{}.{}", tenths / 10, tenths % 10)
}
