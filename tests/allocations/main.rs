//! What requests cost in blocks of memory. Each operation has a bound, just above what it takes, so
//! that blocks can't creep back unnoticed.
//!
//! To tighten the bounds, lower the numbers of [`OPERATIONS`] and [`FURTHER`] to what this shows,
//! which is 5 % above what was counted:
//!
//! `cargo test --test allocations -- --nocapture`
//!
//! Counted are the blocks that are taken on the thread of the test, where everything of ours runs:
//! the operation, the loaders, the writer's task, and the decoding of rows. A block that grows counts
//! again. Not counted is what happens on threads of SQLite's driver, one a connection: it executes
//! statements there, and takes some blocks for each row. Requests come as connections hand them
//! on, so hyper's work on sockets isn't counted either. The bounds are those of a debug build; an
//! optimised one leaves some blocks out.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

mod bench;
mod history;
mod model;
mod operations;

use self::bench::{Bench, Blocks};
use self::operations::{FURTHER, OPERATIONS, Operation};

/// What a bound should be, given what was counted: 5 % more.
const fn with_headroom(blocks: u64) -> u64 {
    blocks + blocks / 20 + 1
}

/// Blocks for each event, to one decimal.
fn each(blocks: u64, events: u64) -> String {
    format!("{}.{}", blocks / events, blocks * 10 / events % 10)
}

/// Notes what is beyond its bound.
fn hold(over: &mut Vec<String>, what: &str, blocks: u64, bound: u64) {
    if blocks > bound {
        over.push(format!("{what}: {blocks} blocks, and {bound} is the bound"));
    }
}

#[test]
fn operations_and_further_events_of_a_page_keep_to_their_blocks() {
    let bench = Bench::start();
    let counted: Vec<(&Operation, Blocks)> =
        OPERATIONS.iter().map(|operation| (operation, bench.count(operation))).collect();
    bench.stop();
    let mut over = Vec::new();
    println!("{:36}   API (bound), an event    HTTP (bound), an event", "blocks");
    for (operation, Blocks { api, http }) in &counted {
        let Operation { name, events, bound, .. } = operation;
        let show = |blocks| {
            format!("{blocks:6} ({:6}) {:>7}", with_headroom(blocks), each(blocks, *events))
        };
        println!("{name:36}{}   {}", show(*api), show(*http));
        hold(&mut over, &format!("{name}, API"), *api, bound.api);
        hold(&mut over, &format!("{name}, HTTP"), *http, bound.http);
    }
    for (short, long, bound) in FURTHER {
        let ((short, fewer), (long, more)) = (&counted[short], &counted[long]);
        let events = long.page - short.page;
        let further = more.api.saturating_sub(fewer.api);
        let what = format!("{}, a further event", long.name);
        println!("{what:53} {:>7}", each(further, events));
        hold(&mut over, &what, further.div_ceil(events), bound);
    }
    assert!(over.is_empty(), "{over:#?}");
}
