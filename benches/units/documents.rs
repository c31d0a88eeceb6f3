//! The guard: documents that are seen for the first time.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use event_mesh::config::Settings;
use event_mesh::graphql::limits;

/// What GraphiQL and code generators ask for.
const INTROSPECTION: &str = include_str!("../../tests/guard/introspection.graphql");

/// What a product asks for.
const TYPICAL: &str = "query Events($filter: EventFilter, $after: Cursor) {
    events(filter: $filter, first: 50, after: $after) {
        nodes {
            id eventName source timestamp payload
            userIntent { problemSolved painPoint goal expectedOutcome impactMetric }
            context { relatedEvents decision category outcome impactMetric }
            related(depth: 1) { id eventName }
        }
        pageInfo { hasNextPage endCursor }
    }
}";

pub(crate) fn bench(criterion: &mut Criterion) {
    let limits = Settings::defaults().expect("the defaults").limits;
    let mut group = criterion.benchmark_group("guard");
    for (name, text) in [("introspection", INTROSPECTION), ("typical", TYPICAL)] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| limits::parse(black_box(text), &limits).expect("a document"));
        });
    }
    group.finish();
}
