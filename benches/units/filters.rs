//! Filters in memory, as they are applied to each event that is told to a subscriber.

use std::hint::black_box;
use std::sync::Arc;

use criterion::Criterion;
use event_mesh::domain::caller::Caller;
use event_mesh::domain::documenting::DocumentingRules;
use event_mesh::domain::draft::{Circumstances, ContextRequest, Draft, PublishRequest};
use event_mesh::domain::event::Event;
use event_mesh::domain::filter::{Comparison, Filter, JsonOperator, JsonTest, LinkFacts, TextTest};
use event_mesh::domain::timestamp::Timestamp;
use event_mesh::domain::viewer::Viewer;
use support::{Value, json};

use crate::texts::payload;

/// A typical event.
pub(crate) fn event() -> Arc<Event> {
    let context = ContextRequest {
        category: Some("feature".to_owned()),
        outcome: Some("Ticket SCRUM-17 was created".to_owned()),
        ..ContextRequest::default()
    };
    let request = PublishRequest {
        event_name: "automation.triggered".to_owned(),
        source: Some("automation_engine".to_owned()),
        payload: payload(),
        context: Some(context),
        ..PublishRequest::default()
    };
    let documenting = DocumentingRules::new(Vec::new());
    let now = Timestamp::from_stored(1_700_000_000_000);
    let caller = Caller::from(Viewer::Anonymous);
    let under = Circumstances { caller: &caller, now, documenting: &documenting };
    Draft::new(request, under).expect("a draft").event
}

fn in_payload(path: &[&str], operator: JsonOperator, value: Value) -> Filter {
    let path = path.iter().map(|&part| part.to_owned()).collect();
    Filter::Payload(JsonTest::new(path, operator, value).expect("a condition"))
}

/// Filters that all let the event through, so that every condition is looked at.
fn filters() -> [(&'static str, Filter); 4] {
    let name = || Filter::EventName(TextTest::Equals("automation.triggered".to_owned()));
    let currency = || in_payload(&["trigger", "currency"], JsonOperator::Eq, json!("eur"));
    let over = JsonOperator::Compare(Comparison::Greater);
    let others = (0..50).map(|number| format!("other-{number}")).chain(["feature".to_owned()]);
    let all = vec![
        name(),
        Filter::Category(TextTest::OneOf(others.collect())),
        Filter::HasOutcome(true),
        Filter::Not(Box::new(Filter::Source(TextTest::StartsWith("web".to_owned())))),
        Filter::Any(vec![
            in_payload(&["trigger", "amount"], over, json!(10_000)),
            in_payload(&["actions", "1", "type"], JsonOperator::Contains, json!("message")),
        ]),
        currency(),
    ];
    [
        ("nothing", Filter::All(Vec::new())),
        ("name", name()),
        ("payload", currency()),
        ("eight conditions", Filter::All(all)),
    ]
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let event = event();
    let mut group = criterion.benchmark_group("filter");
    for (name, filter) in filters() {
        let links = LinkFacts::default();
        assert!(filter.admits(&event, &links), "{name}");
        group.bench_function(name, |bencher| {
            bencher.iter(|| filter.admits(black_box(&event), &links));
        });
    }
    group.finish();
}
