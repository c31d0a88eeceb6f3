//! What is told behind a cursor, and what is told live.

use support::{Follower, Server, Value, json, on_both_databases};

const UPDATE: &str = "mutation ($id: ID!, $outcome: String!) {
    updateOutcome(id: $id, input: { outcome: $outcome }) { event { revision } }
}";

async fn publish(server: &Server, id: &str, name: &str) {
    server.publish(json!({ "id": id, "eventName": name, "payload": 1 })).await;
}

async fn update(server: &Server, id: &str) {
    server.ask(UPDATE, json!({ "id": id, "outcome": "done" })).await;
}

async fn narrate(server: &Server, id: &str) {
    let set = "mutation ($id: ID!) {
        setNarrative(eventId: $id, input: { aiSummary: \"a\" }) { narrative { id } }
    }";
    server.ask(set, json!({ "id": id })).await;
}

fn told(messages: &[(&str, &str)]) -> Vec<(String, String)> {
    messages.iter().map(|(kind, event)| ((*kind).to_owned(), (*event).to_owned())).collect()
}

on_both_databases! {
    async fn a_stream_goes_on_behind_any_message(database: Database) {
        let server = Server::start(database).await;
        publish(&server, "before", "x").await;
        let mut live = Follower::open(&server.url, json!({})).await;
        let mut messages = vec![live.next().await];
        assert_eq!(messages[0].kind, "CaughtUp");
        publish(&server, "a", "x").await;
        update(&server, "before").await;
        let link = json!({ "relatedEvents": ["a"] });
        let b = json!({ "id": "b", "eventName": "x", "payload": 1, "context": link });
        let c = json!({ "id": "c", "eventName": "x", "payload": 1 });
        server.publish_many(vec![b, c]).await;
        update(&server, "b").await;
        narrate(&server, "before").await;
        for _ in 0..6 {
            messages.push(live.next().await);
        }
        let kinds: Vec<_> =
            messages[1..].iter().map(|m| (m.kind.clone(), m.event.clone())).collect();
        assert_eq!(kinds, told(&[
            ("EventPublished", "a"),
            ("OutcomeUpdated", "before"),
            ("EventPublished", "b"),
            ("EventPublished", "c"),
            ("OutcomeUpdated", "b"),
            ("NarrativeUpdated", "before"),
        ]));
        for (index, from) in messages.iter().enumerate() {
            let rest = &messages[index + 1..];
            let mut by_argument =
                Follower::open(&server.url, json!({ "after": from.cursor })).await;
            // A client that was cut off repeats its request as it was.
            let mut by_header = Follower::open_behind(
                &server.url,
                json!({ "after": messages[0].cursor }),
                &from.cursor,
            )
            .await;
            for follower in [&mut by_argument, &mut by_header] {
                let mut next = follower.next().await;
                // It was being stored when the stream began, as far as the log can tell, where
                // another transaction of the cluster was running then.
                if index == 0 && next.kind == "EventPublished" && next.event == "before" {
                    next = follower.next().await;
                }
                for message in rest {
                    assert_eq!(next, *message);
                    next = follower.next().await;
                }
                assert_eq!(next.kind, "CaughtUp");
            }
        }
        publish(&server, "d", "x").await;
        assert_eq!(live.next().await.event, "d");
    }

    async fn a_filter_means_the_same_for_what_was_and_what_comes(database: Database) {
        let server = Server::start(database).await;
        let start = Follower::open(&server.url, json!({})).await.next().await;
        let filter = json!({ "eventName": { "startsWith": "wanted." } });
        let mut live = Follower::open(&server.url, json!({ "filter": filter })).await;
        assert_eq!(live.next().await.kind, "CaughtUp");
        for (id, name) in [("a", "wanted.one"), ("b", "other"), ("c", "wanted.two")] {
            publish(&server, id, name).await;
            update(&server, id).await;
        }
        let expected = [
            ("EventPublished", "a"),
            ("OutcomeUpdated", "a"),
            ("EventPublished", "c"),
            ("OutcomeUpdated", "c"),
        ];
        assert_eq!(live.told(4).await, told(&expected));
        let variables = json!({ "filter": filter, "after": start.cursor });
        let mut late = Follower::open(&server.url, variables).await;
        assert_eq!(late.told(4).await, told(&expected));
        assert_eq!(late.next().await.kind, "CaughtUp");
    }

    async fn only_the_kinds_that_are_wanted_are_told(database: Database) {
        let server = Server::start(database).await;
        let start = Follower::open(&server.url, json!({})).await.next().await;
        let wanted = [
            (json!(["OUTCOME_UPDATED", "NARRATIVE_UPDATED"]), vec!["OutcomeUpdated", "NarrativeUpdated"]),
            (json!("EVENT_PUBLISHED"), vec!["EventPublished"]),
            (json!([]), vec![]),
        ];
        let mut live = Vec::new();
        for (kinds, _) in &wanted {
            live.push(Follower::open(&server.url, json!({ "kinds": kinds })).await);
        }
        publish(&server, "a", "x").await;
        update(&server, "a").await;
        narrate(&server, "a").await;
        for ((kinds, expected), mut live) in wanted.into_iter().zip(live) {
            assert_eq!(live.next().await.kind, "CaughtUp");
            let variables = json!({ "kinds": kinds, "after": start.cursor });
            let mut late = Follower::open(&server.url, variables).await;
            for kind in expected {
                assert_eq!(live.next().await.kind, kind);
                assert_eq!(late.next().await.kind, kind);
            }
            assert_eq!(late.next().await.kind, "CaughtUp");
        }
    }

    async fn what_filters_ask_beside_events_is_read_once_for_all(database: Database) {
        let server = Server::start(database).await;
        let filters = [json!({ "hasEffects": true }), json!({ "text": "x", "ledTo": "b" })];
        let mut followers = Vec::new();
        for filter in filters.iter().cycle().take(40) {
            let mut follower = Follower::open(&server.url, json!({ "filter": filter })).await;
            assert_eq!(follower.next().await.kind, "CaughtUp");
            followers.push(follower);
        }
        let before = server.statements();
        let effect = json!({ "id": "b", "eventName": "x", "payload": 1,
            "context": { "relatedEvents": ["a"] } });
        let cause = json!({ "id": "a", "eventName": "x", "payload": 1 });
        server.publish_many(vec![effect, cause]).await;
        for follower in &mut followers {
            assert_eq!(follower.told(1).await, told(&[("EventPublished", "a")]));
        }
        let statements = server.statements() - before;
        assert!(statements < 40, "{statements} statements");
    }

    async fn links_decide_what_is_told(database: Database) {
        let server = Server::start(database).await;
        let mut first = Follower::open(&server.url, json!({})).await;
        first.next().await;
        publish(&server, "root", "x").await;
        // Behind the event: where a stream begins, what was stored a moment before may still come.
        let start = first.next().await;
        let filters = [json!({ "causedBy": "root" }), json!({ "hasEffects": true }), json!({ "ledTo": "b" })];
        let mut live = Vec::new();
        for filter in &filters {
            live.push(Follower::open(&server.url, json!({ "filter": filter })).await);
        }
        let link = |id: &str, cause: &str| {
            let context = json!({ "relatedEvents": [cause] });
            json!({ "id": id, "eventName": "x", "payload": 1, "context": context })
        };
        server.publish_many(vec![link("b", "a"), link("a", "root")]).await;
        publish(&server, "other", "x").await;
        update(&server, "root").await;
        let expected = [
            vec![("EventPublished", "a")],
            vec![("EventPublished", "a"), ("OutcomeUpdated", "root")],
            vec![("EventPublished", "a")],
        ];
        for ((filter, expected), mut live) in filters.iter().zip(expected).zip(live) {
            assert_eq!(live.next().await.kind, "CaughtUp");
            let variables = json!({ "filter": filter, "after": start.cursor });
            let mut late = Follower::open(&server.url, variables).await;
            assert_eq!(live.told(expected.len()).await, told(&expected));
            assert_eq!(late.told(expected.len()).await, told(&expected));
            assert_eq!(late.next().await.kind, "CaughtUp");
        }
    }

    async fn a_backlog_of_many_pages_comes_whole_and_in_order(database: Database) {
        let server = Server::start(database).await;
        let mut live = Follower::open(&server.url, json!({})).await;
        let start = live.next().await;
        let mut ids = Vec::new();
        for _ in 0..13 {
            let inputs = (0..100).map(|_| json!({ "eventName": "x", "payload": 1 })).collect();
            ids.extend(server.publish_many(inputs).await);
        }
        // Transactions of other tests may hold the end of it up.
        live.told(ids.len()).await;
        let mut follower = Follower::open(&server.url, json!({ "after": start.cursor })).await;
        for id in ids {
            assert_eq!(follower.next().await.event, id);
        }
        assert_eq!(follower.next().await.kind, "CaughtUp");
    }

    async fn what_is_too_large_to_be_handed_around_is_told_all_the_same(database: Database) {
        let server = Server::start(database).await;
        let mut live = Follower::open(&server.url, json!({})).await;
        assert_eq!(live.next().await.kind, "CaughtUp");
        let large = "x".repeat(200_000);
        for id in ["a", "b"] {
            server.publish(json!({ "id": id, "eventName": "x", "payload": large })).await;
            publish(&server, &format!("{id}-small"), "x").await;
        }
        let expected = ["a", "a-small", "b", "b-small"].map(|id| ("EventPublished", id));
        assert_eq!(live.told(4).await, told(&expected));
    }

    async fn cursors_of_something_else_are_refused(database: Database) {
        let server = Server::start(database).await;
        publish(&server, "a", "x").await;
        let query = "{ events(first: 1) { pageInfo { endCursor } } }";
        let of_list = server.ask(query, json!({})).await["events"]["pageInfo"]["endCursor"].take();
        let refused = async |cursor: Value, code: &str| {
            let follower = Follower::open(&server.url, json!({ "after": cursor })).await;
            assert_eq!(follower.refusal().await, (code.into(), json!(["after"])), "{cursor}");
        };
        for cursor in [json!("rubbish"), json!(""), of_list] {
            refused(cursor, "CURSOR_INVALID").await;
        }
        let another = Server::start(database).await;
        let of_another_history = Follower::open(&another.url, json!({})).await.next().await.cursor;
        let before_there_were_epochs = "QQAAAAAAAAABAAAAAA";
        for cursor in [&of_another_history, before_there_were_epochs] {
            refused(json!(cursor), "CURSOR_EXPIRED").await;
        }
    }

    async fn a_cursor_tells_nothing_of_transactions(database: Database) {
        let server = Server::start(database).await;
        let mut follower = Follower::open(&server.url, json!({})).await;
        let mut cursors = vec![follower.next().await.cursor];
        for id in ["a", "b"] {
            publish(&server, id, "x").await;
            cursors.push(follower.next().await.cursor);
        }
        // Neighbours have nothing in common but what they begin with.
        let common = |one: &str, other: &str| {
            one.bytes().zip(other.bytes()).skip(2).filter(|(one, other)| one == other).count()
        };
        assert!(cursors.windows(2).all(|pair| common(&pair[0], &pair[1]) < 10), "{cursors:?}");
    }
}
