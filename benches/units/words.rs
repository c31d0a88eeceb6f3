//! The words that an event is found by.

use std::hint::black_box;

use criterion::Criterion;
use event_mesh::domain::event::Event;
use event_mesh::domain::intent::UserIntent;
use event_mesh::domain::search::{Terms, TextQuery, Words, rank};

use crate::filters::event;

/// A typical event that says what it was for.
fn intended() -> Event {
    let text = |text: &str| Some(text.to_owned());
    let intent = UserIntent {
        goal: text("A ticket as soon as a payment fails"),
        pain_point: text("Somebody looks at the list of payments every morning"),
        expected_outcome: text("A ticket and a message within a minute"),
        ..UserIntent::default()
    };
    Event { user_intent: Some(intent), ..(*event()).clone() }
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let event = intended();
    let query = TextQuery::parse("ticket created", false).expect("a query").expect("words");
    let mut group = criterion.benchmark_group("words");
    group.bench_function("as databases are told them", |bencher| {
        bencher.iter(|| black_box(Terms::of(black_box(&event), None).positions().len()));
    });
    group.bench_function("in memory", |bencher| {
        bencher.iter(|| Words::of(black_box(&event), None));
    });
    group.bench_function("rank", |bencher| {
        bencher.iter(|| rank(&query, black_box(&event), None));
    });
    group.finish();
}
