//! Texts beyond what is indexed: both databases and memory leave out the same.

use event_mesh::domain::narrative::NarrativeText;
use event_mesh::domain::search::{TextQuery, VERSION, Words};
use event_mesh::domain::view::{Parts, View};
use event_mesh::domain::viewer::Viewer;
use sha2::{Digest as _, Sha256};
use support::{Server, Value, json, on_both_databases};

use super::agreement::{page, store};

const VIEW: View = View { viewer: Viewer::Anonymous, parts: Parts::ALL };

fn words(count: usize, word: impl Fn(usize) -> String) -> String {
    (0..count).map(word).collect::<Vec<_>>().join(" ")
}

on_both_databases! {
    async fn what_is_beyond_the_bounds_is_found_nowhere(database: Database) {
        let server = Server::start(database).await;
        let wide = "\u{20000}".repeat(40);
        let events = [
            ("places", words(16_100, |n| format!("p{n}"))),
            ("repeats", format!("{} last end", words(300, |n| format!("again n{n}")))),
            ("long", format!("{}tail {}", "x".repeat(64), "y".repeat(65))),
            ("bytes", words(500, |n| format!("{wide}{n}"))),
            ("joined", words(20, |n| format!("a{n}.bC{n}"))),
        ];
        for (id, text) in &events {
            server.publish(json!({ "id": id, "eventName": "x", "payload": text })).await;
        }
        let store = store(&server).await;
        let listed = store.reader.list_events(VIEW, None, &page()).await.expect("a list").items;
        let long = |letter: &str, count| letter.repeat(count);
        for (query, expected) in [
            ("p0".to_owned(), &["places"][..]),
            ("p15900".to_owned(), &["places"]),
            ("p16050".to_owned(), &[]),
            ("\"p15800 p15801\"".to_owned(), &["places"]),
            ("\"again n250\"".to_owned(), &["repeats"]),
            ("\"again n254\"".to_owned(), &["repeats"]),
            ("\"again n255\"".to_owned(), &[]),
            ("\"n254 n255\"".to_owned(), &[]),
            ("again n255 \"last end\"".to_owned(), &["repeats"]),
            (long("x", 64), &["long"]),
            (long("x", 70), &["long"]),
            (format!("{}other", long("x", 64)), &["long"]),
            (long("x", 63), &[]),
            (format!("{}*", long("x", 63)), &["long"]),
            (long("y", 64), &["long"]),
            (wide.clone(), &["bytes"]),
            ("a3.bC3".to_owned(), &["joined"]),
            ("a3bc3".to_owned(), &["joined"]),
        ] {
            let query = TextQuery::parse(&query, false).expect("a query").expect("words");
            let found = store.reader.search_events(VIEW, (&query, None), &page()).await.expect("an answer");
            let ids: Vec<_> = found.items.iter().map(|event| event.id.as_str()).collect();
            assert_eq!(ids, expected, "{query:?}");
            let judged = listed.iter().filter(|event| query.finds(&Words::of(event, None)));
            let ids: Vec<_> = judged.map(|event| event.id.as_str()).collect();
            assert_eq!(ids, expected, "in memory: {query:?}");
        }
        store.database().close().await;
    }
}

/// Every character by itself and among others: what they become is stored.
#[test]
fn words_stay_what_they_are_until_they_have_another_version() {
    let mut hash = Sha256::new();
    let event = event();
    for first in (0..=0x0010_FFFF_u32).step_by(64) {
        let letters: String = (first..first + 64).filter_map(char::from_u32).collect();
        let apart: Vec<String> = letters.chars().map(|letter| format!("a{letter}B ")).collect();
        let story = NarrativeText {
            long_description: Some(letters),
            ai_summary: Some(apart.concat()),
            ..NarrativeText::default()
        };
        let terms = event_mesh::domain::search::Terms::of(&event, Some(&story));
        for word in terms.places() {
            // What the databases would read something into.
            let means_more = |c: char| {
                c.is_whitespace()
                    || (c.is_ascii() && !c.is_ascii_lowercase() && !c.is_ascii_digit())
            };
            assert!(!word.unwrap_or("none").contains(means_more), "{word:?}");
            assert_ne!(word, Some(""));
            hash.update(word.unwrap_or_default());
            hash.update([0]);
        }
    }
    let hash = hex::encode(&hash.finalize()[..8]);
    let expected = (1, "dd275feeb4f910f8");
    assert_eq!(
        (VERSION, hash.as_str()),
        expected,
        "raise VERSION: histories are indexed anew then"
    );
}

fn event() -> event_mesh::domain::event::Event {
    use event_mesh::domain::clock::Clock;
    let now = Clock::system().now();
    event_mesh::domain::event::Event {
        tenant: event_mesh::domain::ids::TenantId(uuid::Uuid::nil()),
        tenant_text: None,
        id: event_mesh::domain::ids::EventId::from_stored("a"),
        event_name: String::new(),
        source: String::new(),
        timestamp: now,
        recorded_at: now,
        payload: Some(Value::Null.into()),
        should_document: false,
        user_intent: None,
        context: None,
        metadata: None,
        user: None,
        revision: 1,
        outcome_state: event_mesh::domain::outcome::OutcomeState::None,
        causes: None,
        read: event_mesh::domain::view::Parts::ALL,
    }
}
