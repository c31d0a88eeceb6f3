//! Texts from and for clients: cursors and JSON.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput};
use event_mesh::domain::cursor::Position;
use event_mesh::domain::ids::{EventId, EventKey, TenantId};
use event_mesh::domain::json;
use event_mesh::domain::order::{Order, OrderDirection, OrderField};
use support::{Value, json};

/// About the most JSON that an event holds.
const LARGE: usize = 200 * 1024;

/// The payload of a typical event.
pub(crate) fn payload() -> Value {
    json!({
        "providerId": "stripe",
        "automationId": "auto-17",
        "step": 2,
        "trigger": { "type": "payment.failed", "amount": 4900, "currency": "eur" },
        "actions": [
            { "type": "create_ticket", "project": "SCRUM" },
            { "type": "send_message", "channel": "#billing" },
        ],
    })
}

fn large_payload() -> Value {
    let one = payload();
    let count = LARGE / json::text_length(&one);
    Value::Array(vec![one; count])
}

pub(crate) fn bench(criterion: &mut Criterion) {
    bench_cursors(criterion);
    bench_json(criterion);
}

fn bench_cursors(criterion: &mut Criterion) {
    let order = Order { field: OrderField::Timestamp, direction: OrderDirection::Descending };
    let id = EventId::parse("0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b").expect("an id");
    let key = EventKey { tenant: TenantId::NOBODY, id };
    let position = Position { value: 1_700_000_000_000, key };
    let text = position.to_cursor(order);
    let mut group = criterion.benchmark_group("cursor");
    group.bench_function("write", |bencher| {
        bencher.iter(|| black_box(&position).to_cursor(order));
    });
    group.bench_function("read", |bencher| {
        bencher.iter(|| Position::from_cursor(black_box(&text), order).expect("a cursor"));
    });
    group.finish();
}

fn bench_json(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("normal form of JSON");
    for (name, value) in [("typical", payload()), ("200 KiB", large_payload())] {
        group.throughput(Throughput::Bytes(json::text_length(&value) as u64));
        group.bench_function(name, |bencher| {
            let normal_form = |value| json::normal_form(value).expect("a normal form");
            bencher.iter_batched(|| value.clone(), normal_form, BatchSize::SmallInput);
        });
    }
    group.finish();
}
