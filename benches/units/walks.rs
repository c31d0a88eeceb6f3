//! Walks through links that were read.

use std::collections::HashMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use event_mesh::domain::graph::{Neighbour, Walk, WalkLimits};
use event_mesh::domain::ids::{EventId, EventKey, TenantId};
use event_mesh::domain::timestamp::Timestamp;

const LIMITS: WalkLimits = WalkLimits { nodes_per_root: 20_000, nodes: 20_000, fan_out: None };

/// Events by number, each with those that it names. The walk begins at 0.
struct Graph {
    links: HashMap<EventKey, Vec<Neighbour>>,
    events: usize,
    depth: u32,
}

fn key(number: usize) -> EventKey {
    EventKey { tenant: TenantId::NOBODY, id: EventId::from_stored(format!("event-{number:08}")) }
}

impl Graph {
    fn new(links: impl Iterator<Item = (usize, usize)>, events: usize, depth: u32) -> Self {
        let mut graph = Self { links: HashMap::new(), events, depth };
        for (of, number) in links {
            let millis = i64::try_from(number).expect("a small number");
            let timestamp = Timestamp::from_stored(millis);
            let way = event_mesh::domain::graph::Direction::Upstream;
            let neighbour = Neighbour { of: key(of), key: key(number), way, timestamp };
            graph.links.entry(key(of)).or_default().push(neighbour);
        }
        graph
    }

    /// Corners are 0, 3, 6 …; the sides of a diamond follow its corner.
    fn ladder(diamonds: usize) -> Self {
        let links = (0..diamonds).map(|number| number * 3).flat_map(|corner| {
            [
                (corner, corner + 1),
                (corner, corner + 2),
                (corner + 1, corner + 3),
                (corner + 2, corner + 3),
            ]
        });
        Self::new(links, diamonds * 3 + 1, 60)
    }

    fn chain(length: usize) -> Self {
        Self::new((0..length).map(|number| (number, number + 1)), length + 1, 1_000)
    }

    /// Each event names so many others, so many hops down.
    fn tree(breadth: usize, hops: u32) -> Self {
        let inner = (0..hops).map(|hop| breadth.pow(hop)).sum::<usize>();
        let links = (1..=inner * breadth).map(|number| ((number - 1) / breadth, number));
        Self::new(links, inner * breadth + 1, hops)
    }

    /// Walks as the server does where all links were read ahead, and returns how many events it met.
    fn walk(&self) -> usize {
        let mut walk = Walk::new([(key(0), self.depth)], LIMITS);
        loop {
            let asked = walk.missing();
            if asked.is_empty() {
                break;
            }
            let found = asked.iter().filter_map(|key| self.links.get(key)).flatten();
            let found: Vec<Neighbour> = found.cloned().collect();
            walk.supply(asked, found, true);
        }
        walk.reaches().iter().map(|reach| reach.nodes.len()).sum()
    }
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let graphs = [
        ("ladder of 30 diamonds", Graph::ladder(30)),
        ("chain of 1,000", Graph::chain(1_000)),
        ("tree, 10 wide and 3 deep", Graph::tree(10, 3)),
        ("tree, 1,000 wide", Graph::tree(1_000, 1)),
    ];
    let mut group = criterion.benchmark_group("walk");
    for (name, graph) in graphs {
        assert_eq!(graph.walk(), graph.events, "{name}");
        group.throughput(Throughput::Elements(graph.events as u64));
        group.bench_function(name, |bencher| bencher.iter(|| black_box(&graph).walk()));
    }
    group.finish();
}
