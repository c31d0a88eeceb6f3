//! The same queries over the same history: on both databases, in memory, and as the oracle says.

use std::collections::BTreeSet;
use std::sync::Arc;

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::event::Event;
use event_mesh::domain::narrative::Narrative;
use event_mesh::domain::order::{Order, OrderDirection, OrderField};
use event_mesh::domain::page::Page;
use event_mesh::domain::search::{TextQuery, Words};
use event_mesh::domain::view::{Parts, View};
use event_mesh::domain::viewer::Viewer;
use event_mesh::store::Store;
use support::{Server, Value, json, on_both_databases};
use tokio_util::task::TaskTracker;

use super::corpus::{EVENTS, id, input, narratives};
use super::oracle::{self, Texts};
use super::queries::queries;

const VIEW: View = View { viewer: Viewer::Anonymous, parts: Parts::ALL };

/// How many events of each answer, and of the others, are judged in memory.
const JUDGED: usize = 5;

pub(crate) async fn fill(server: &Server) {
    for part in [0..EVENTS / 2, EVENTS / 2..EVENTS] {
        server.publish_many(part.map(input).collect()).await;
    }
    let set = "mutation ($id: ID!, $input: NarrativeInput!) {
        setNarrative(eventId: $id, input: $input) { narrative { id } }
    }";
    for (number, narrative) in narratives() {
        server.ask(set, json!({ "id": id(number), "input": narrative })).await;
    }
}

pub(crate) async fn store(server: &Server) -> Store {
    let mut settings = Settings::defaults().expect("the defaults");
    settings.database.url.clone_from(&server.database.url);
    let (database, limits) = (&settings.database, &settings.limits);
    let store = Store::open(database, limits, &TaskTracker::new(), Clock::system()).await;
    store.expect("a store")
}

/// Every event, oldest first: a page for all.
pub(crate) const fn page() -> Page {
    let order = Order { field: OrderField::Timestamp, direction: OrderDirection::Ascending };
    Page { order, size: 2_000, from_end: false, after: None, before: None }
}

async fn found(store: &Store, query: &TextQuery) -> Vec<String> {
    let view = View { parts: Parts::NONE, ..VIEW };
    let found = store.reader.search_events(view, (query, None), &page()).await.expect("an answer");
    found.items.iter().map(|event| event.id.as_str().to_owned()).collect()
}

/// Those that the query finds in memory.
fn judged(query: &TextQuery, described: &[&(Arc<Event>, Option<Narrative>)]) -> Vec<String> {
    let found = described.iter().filter(|(event, narrative)| {
        query.finds(&Words::of(event, narrative.as_ref().map(|narrative| &narrative.text)))
    });
    found.map(|(event, _)| event.id.as_str().to_owned()).collect()
}

on_both_databases! {
    async fn every_query_finds_what_it_should(database: Database) {
        let server = Server::start(database).await;
        fill(&server).await;
        let stories: Vec<(usize, Value)> = narratives().collect();
        let story = |number: usize| {
            stories.iter().find(|(of, _)| *of == number).map(|(_, story)| story)
        };
        let texts: Vec<Texts> =
            (0..EVENTS).map(|number| Texts::of(&input(number), story(number))).collect();
        let store = store(&server).await;
        let events = store.reader.list_events(VIEW, None, &page()).await.expect("a list").items;
        let keys: Vec<_> = events.iter().map(|event| event.key()).collect();
        let mut described = store.reader.described(VIEW, &keys, None).await.expect("events");
        described.sort_unstable_by(|(one, _), (other, _)| one.id.as_str().cmp(other.id.as_str()));
        assert_eq!(described.len(), EVENTS);

        let (mut asked, mut with_answer) = (0, 0);
        for (number, text) in queries().into_iter().enumerate() {
            let parsed = TextQuery::parse(&text, false);
            let checked = parsed.and_then(|query| query.map(TextQuery::check).transpose());
            let Ok(Some(query)) = checked else { continue };
            asked += 1;
            let wanted = oracle::Query::of(&text);
            let meet = |number: &usize| texts[*number].meet(&wanted);
            let expected: Vec<String> = (0..EVENTS).filter(meet).map(id).collect();
            with_answer += usize::from(!expected.is_empty());
            assert_eq!(found(&store, &query).await, expected, "{text}: {query:?}");
            let right: BTreeSet<&str> = expected.iter().map(String::as_str).collect();
            let (hits, others): (Vec<_>, Vec<_>) =
                described.iter().partition(|(event, _)| right.contains(event.id.as_str()));
            let some = |all: Vec<_>| all.into_iter().skip(number % 7).step_by(5).take(JUDGED);
            let looked_at: Vec<_> = some(hits).chain(some(others)).collect();
            let expected = looked_at.iter().map(|(event, _)| event.id.as_str());
            let expected: Vec<_> = expected.filter(|id| right.contains(id)).collect();
            assert_eq!(judged(&query, &looked_at), expected, "in memory: {text}");
        }
        assert!(asked >= 600 && with_answer >= 400, "{asked} queries, {with_answer} with an answer");
        store.database().close().await;
    }
}
