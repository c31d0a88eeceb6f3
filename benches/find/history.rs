//! A history of many tenants, whose events tell something in words.

use support::{Value, json};
use uuid::Uuid;

use crate::NOW;

/// How many tenants there are, and how many events those have that are asked.
pub(crate) const TENANTS: u64 = 10_000;
pub(crate) const SMALL: u64 = 20;
pub(crate) const MIDDLE: u64 = 1_000;
pub(crate) const LARGE: u64 = 17_000;

/// How long the history is, in milliseconds.
const SPAN: u64 = 60 * 86_400_000;

const SYLLABLES: [&str; 16] = [
    "pa", "ment", "re", "fund", "ti", "cket", "sy", "nc", "wi", "dget", "au", "to", "ma", "tion",
    "le", "ver",
];

const NAMES: [&str; 8] = [
    "payment.failed",
    "payment.synced",
    "widget.created",
    "automation.created",
    "automation.triggered",
    "ticket.created",
    "report.opened",
    "error.occurred",
];

/// A number that looks like chance, below a bound.
pub(crate) const fn dice(seed: u64, bound: u64) -> u64 {
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 32)) % bound
}

/// The word of this rank, of 4,096.
pub(crate) fn word(rank: u64) -> String {
    let part = |shift: u64| SYLLABLES[usize::try_from(rank >> shift & 15).unwrap_or_default()];
    [part(0), part(4), part(8)].concat()
}

/// Words, low ranks far more often than high ones.
fn words(seed: u64, count: u64) -> String {
    let words = (0..count).map(|place| {
        let roll = dice(seed * 64 + place, 1 << 20);
        word((((roll * roll) >> 20) * roll) >> 28)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A word that one event in so many holds, of its group.
pub(crate) const RARE: u64 = 5_000;

pub(crate) fn rare(group: u64) -> String {
    format!("rare{group:05}")
}

/// Whose an event is: the first three tenants have what is asked, the others share the rest.
fn tenant_of(number: u64) -> u64 {
    let mut rest = number;
    for (tenant, size) in [(1, SMALL), (2, MIDDLE), (3, LARGE)] {
        if rest < size {
            return tenant;
        }
        rest -= size;
    }
    4 + rest % (TENANTS - 3)
}

pub(crate) const fn tenant(number: u64) -> Uuid {
    Uuid::from_u128(number as u128)
}

/// What is published as this event.
pub(crate) fn input(number: u64) -> Value {
    let seed = number + 1;
    let name = NAMES[usize::try_from(dice(seed, 8)).unwrap_or_default()];
    let note = match dice(seed + 7, 100) {
        0 => "card declined twice".to_owned(),
        _ => words(seed + 3, 4),
    };
    let outcome = (dice(seed + 1, 10) < 6).then(|| words(seed + 2, 4));
    let expected = (dice(seed + 4, 10) < 7).then(|| words(seed + 5, 5));
    json!({
        "tenantId": tenant(tenant_of(number)),
        "eventName": name,
        "source": word(dice(seed + 6, 12)),
        "timestamp": NOW - dice(seed + 8, SPAN),
        "payload": { "amount": dice(seed, 10_000), "note": note, "group": rare(dice(seed + 9, RARE)) },
        "userIntent": { "goal": words(seed, 6), "expectedOutcome": expected },
        "context": { "category": word(dice(seed + 10, 6)), "outcome": outcome },
    })
}
