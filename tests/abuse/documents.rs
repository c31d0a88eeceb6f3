//! The corpus of requests, over every way in.

use std::fmt::Write as _;

use crate::abuse::attack::{Attack, Way};
use crate::abuse::client::Attacker;
use crate::abuse::corpus;
use crate::abuse::report::{Report, TURNS, milliseconds};
use crate::abuse::victim::Victim;

/// What the corpus may leave behind of memory in a server that never saw anything else, in MB. Most
/// of it is what the system's allocator keeps of memory that was freed.
const FIRST_GROWTH: i64 = 150;

/// What it may leave behind when it comes again.
const GROWTH: i64 = 20;

/// How often it comes again. What is lost is lost each time; what the allocator keeps of freed memory,
/// from thread to thread, is more in some rounds and less in others.
const ROUNDS: u32 = 4;

/// How many documents of each kind are sent that the server might keep.
const KEPT: u32 = 150;

/// What all of them may take, in MB: `limits.document_cache` is 8 MiB, and the allocator keeps about
/// as much of what was freed. While variables weighed nothing, theirs alone took 0.4 MB each.
const KEPT_GROWTH: i64 = 40;

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_ask_for_too_much_cost_little_whatever_carries_them() {
    let victim = Victim::start().await;
    let mut report = Report::new(&victim, "requests, CPU time each in ms");
    report.heading(&format!(
        "{:44} {:>26} {:>8} {:>8} {:>8} {:>8} {:>9}",
        "attack", "outcome", "POST", "GET", "events", "socket", "answer/B"
    ));
    let mut attacker = Attacker::new(&victim);
    let attacks = async {
        for attack in corpus::all() {
            attack_on_all_ways(&victim, &mut attacker, &attack, &mut report).await;
        }
    };
    victim.serves_others_during(attacks).await;
    report.finish(FIRST_GROWTH);
    for round in 1..=ROUNDS {
        let mut report = Report::new(&victim, "the same requests once more");
        let attacks = async {
            for attack in corpus::all() {
                for way in Way::ALL {
                    if attack.expected(way).is_some() {
                        attacker.attack(&attack, way, TURNS * 10).await;
                    }
                }
            }
            report.line("all");
        };
        victim.serves_others_during(attacks).await;
        if round == ROUNDS || report.grown() < GROWTH * 1_000 {
            report.finish(GROWTH);
            break;
        }
    }
    victim.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_are_kept_take_no_more_memory_than_they_may() {
    let victim = Victim::start().await;
    let mut report = Report::new(&victim, "documents that are kept");
    let mut attacker = Attacker::new(&victim);
    let attacks = async {
        for attack in corpus::dense() {
            let expected = attack.expected(Way::Post).expect("a request");
            for turn in 0..KEPT {
                let seen = attacker.attack(&attack, Way::Post, turn).await;
                report.expect(&attack.name, &seen.outcome, &expected);
            }
            report.line(&format!("{KEPT} documents of {:44}", attack.name));
        }
    };
    victim.serves_others_during(attacks).await;
    report.finish(KEPT_GROWTH);
    victim.stops().await;
}

async fn attack_on_all_ways(
    victim: &Victim,
    attacker: &mut Attacker<'_>,
    attack: &Attack,
    report: &mut Report<'_>,
) {
    let mut figures = String::new();
    let mut longest = 0;
    for way in Way::ALL {
        let Some(expected) = attack.expected(way) else {
            figures += "        -";
            continue;
        };
        let what = format!("{} over {way:?}", attack.name);
        let before = victim.work();
        for turn in 0..TURNS {
            let seen = attacker.attack(attack, way, way as u32 * TURNS + turn).await;
            report.expect(&what, &seen.outcome, &expected);
            longest = longest.max(seen.bytes);
        }
        let work = victim.work_since(before) / TURNS;
        report.expect_little_work(&what, work);
        write!(figures, " {:>8}", milliseconds(work)).expect("text");
    }
    let outcome = attack.expected(Way::Post).unwrap_or_default();
    report.line(&format!("{:44} {outcome:>26}{figures} {longest:>9}", attack.name));
}
