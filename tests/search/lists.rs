//! Lists with a text: pages, ranks, pieces that are shown, and what is refused.

use support::{Server, Value, json, on_both_databases};

use super::agreement::fill;

const LIST: &str = "query ($filter: EventFilter, $order: EventOrder, $first: Int, $after: Cursor,
        $last: Int, $before: Cursor) {
    events(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last,
        before: $before) {
        totalCount
        nodes { id }
        edges { cursor highlights { field text ranges { start end } } node { timestamp } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
}";

fn ids(page: &Value) -> Vec<String> {
    let nodes = page["nodes"].as_array().expect("nodes");
    nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect()
}

async fn list(server: &Server, variables: Value) -> Value {
    server.ask(LIST, variables).await["events"].take()
}

/// The whole list, forwards and backwards, in pages of 29.
async fn walk(server: &Server, filter: &Value, order: &Value) -> [Vec<String>; 2] {
    let mut walks = [Vec::new(), Vec::new()];
    let mut cursor = Value::Null;
    loop {
        let variables = json!({ "filter": filter, "order": order, "first": 29, "after": cursor });
        let page = list(server, variables).await;
        walks[0].extend(ids(&page));
        cursor = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    cursor = Value::Null;
    loop {
        let variables = json!({ "filter": filter, "order": order, "last": 29, "before": cursor });
        let page = list(server, variables).await;
        walks[1].extend(ids(&page).into_iter().rev());
        cursor = page["pageInfo"]["startCursor"].clone();
        if page["pageInfo"]["hasPreviousPage"] == false {
            break;
        }
    }
    walks[1].reverse();
    walks
}

on_both_databases! {
    async fn lists_are_paged_through(database: Database) {
        let server = Server::start(database).await;
        fill(&server).await;
        let filters = [
            json!({ "text": "refund" }),
            json!({ "text": "refund -stripe", "source": { "eq": "billing" } }),
            json!({ "text": "refund", "startTime": 100, "endTime": 600 }),
            json!({ "and": [{ "text": "refund" }, { "text": "card*", "hasOutcome": true }] }),
            json!({ "text": "ref", "textPrefix": true, "not": { "category": { "eq": "billing" } } }),
        ];
        for filter in filters {
            let all = list(&server, json!({ "filter": filter, "first": 500 })).await;
            let expected = ids(&all);
            assert!(expected.len() > 15, "{filter}: {}", expected.len());
            assert_eq!(all["totalCount"], expected.len(), "{filter}");
            let mut sorted = expected.clone();
            sorted.sort_unstable_by(|one, other| other.cmp(one));
            assert_eq!(sorted, expected, "newest first");
            let newest = json!({ "field": "TIMESTAMP", "direction": "DESC" });
            assert_eq!(walk(&server, &filter, &newest).await, [expected.clone(), expected.clone()]);
            sorted.reverse();
            let oldest = json!({ "field": "TIMESTAMP", "direction": "ASC" });
            assert_eq!(walk(&server, &filter, &oldest).await, [sorted.clone(), sorted.clone()]);
            // All that hold the text are looked at for each page.
            if filter.get("startTime").or(filter.get("and")).is_none() {
                continue;
            }
            let best = json!({ "field": "RELEVANCE" });
            let [forwards, backwards] = walk(&server, &filter, &best).await;
            assert_eq!(forwards, backwards);
            let mut ranked = forwards.clone();
            ranked.sort_unstable();
            assert_eq!(ranked, sorted);
            let worst = json!({ "field": "RELEVANCE", "direction": "ASC" });
            let [mut forwards_from_worst, _] = walk(&server, &filter, &worst).await;
            forwards_from_worst.reverse();
            assert_eq!(forwards_from_worst, forwards);
        }
    }

    async fn what_an_event_is_about_counts_more(database: Database) {
        let server = Server::start(database).await;
        let event = |id: &str, name: &str, payload: Value| {
            json!({ "id": id, "eventName": name, "payload": payload })
        };
        let mut intent = event("intent", "x", json!({}));
        intent["userIntent"] = json!({ "goal": "a refund" });
        let mut outcome = event("outcome", "x", json!({}));
        outcome["context"] = json!({ "outcome": "a refund" });
        for input in [
            event("name", "refund.failed", json!({})),
            intent,
            outcome,
            event("often", "x", json!("refund, refund, refund")),
            event("payload", "x", json!("refund")),
            event("newer", "x", json!("a refund")),
            event("none", "x", json!({ "refund": 1 })),
        ] {
            server.publish(input).await;
        }
        let variables = json!({ "filter": { "text": "refund" }, "order": { "field": "RELEVANCE" } });
        let page = list(&server, variables).await;
        assert_eq!(ids(&page), ["name", "intent", "outcome", "often", "newer", "payload"]);
    }

    async fn what_was_found_is_shown(database: Database) {
        let server = Server::start(database).await;
        let long = format!("{} the Größe 👍 of a refund {}", "word ".repeat(100), "more ".repeat(100));
        server.publish(json!({
            "id": "a", "eventName": "StripeClient.listRefunds", "payload": { "items": [{ "n": long }] },
        })).await;
        let narrate = "mutation { setNarrative(eventId: \"a\", input: { aiTags: [\"no\", \"grösse\"] })
            { narrative { id } } }";
        server.ask(narrate, json!({})).await;
        let filter = json!({ "text": "grosse \"👍 of\" listref* -other" });
        let page = list(&server, json!({ "filter": filter })).await;
        let shown = page["edges"][0]["highlights"].as_array().expect("highlights");
        let pieces: Vec<(&str, Vec<String>)> = shown.iter().map(|one| {
            let text: Vec<u16> = one["text"].as_str().expect("text").encode_utf16().collect();
            assert!(text.len() <= 160);
            let range = |range: &Value| {
                let at = |end: &str| usize::try_from(range[end].as_u64().unwrap()).unwrap();
                String::from_utf16(&text[at("start")..at("end")]).expect("whole characters")
            };
            let ranges = one["ranges"].as_array().expect("ranges").iter().map(range).collect();
            (one["field"].as_str().expect("a field"), ranges)
        }).collect();
        let strings = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        assert_eq!(pieces, [
            ("eventName", strings(&["listRefunds"])),
            ("narrative.aiTags", strings(&["grösse"])),
            ("payload.items.0.n", strings(&["Größe", "👍 of"])),
        ]);
        let none = list(&server, json!({ "filter": { "text": " " } })).await;
        assert_eq!(none["edges"][0]["highlights"], json!([]), "blank is no condition");
    }

    async fn what_can_not_be_looked_for_is_refused(database: Database) {
        let server = Server::start(database).await;
        let text = json!({ "text": "a" });
        for (filter, order, place) in [
            (json!({ "text": "-a" }), json!(null), "filter.text: must hold a word"),
            (json!({ "and": [{ "text": "-a" }] }), json!(null), "filter.text: must hold a word"),
            (json!({ "or": [text] }), json!(null), "filter.or.0.text: must stand at the top"),
            (json!({ "not": text }), json!(null), "filter.not.text: must stand at the top"),
            (json!({ "and": [{ "not": text }] }), json!(null), "filter.and.0.not.text: must"),
            (json!({ "text": "a ".repeat(17) }), json!(null), "filter.text: has 17 words"),
            (json!({ "text": "a".repeat(257) }), json!(null), "filter.text: has 257 characters"),
            (json!({}), json!({ "field": "RELEVANCE" }), "orderBy.field: must be"),
            (text.clone(), json!({ "field": "RECORDED_AT" }), "orderBy.field: must be"),
        ] {
            let refusal = server.refusal(LIST, json!({ "filter": filter, "order": order })).await;
            assert_eq!(refusal["extensions"]["code"], "BAD_USER_INPUT", "{refusal}");
            let message = refusal["message"].as_str().expect("a message");
            assert!(message.starts_with(place), "{message}");
        }
    }

    async fn a_page_costs_few_statements(database: Database) {
        let server = Server::start(database).await;
        fill(&server).await;
        let text = "filter: { text: \"refund\" }";
        // Where PostgreSQL looks at the words of the next events, SQLite reads these and their narratives: 100,
        // then 400, and the others to count them.
        let (listing, counting) = if database == support::Database::Sqlite { (3, 5) } else { (0, 0) };
        for (query, budget) in [
            (format!("{{ events({text}) {{ nodes {{ id payload }} }} }}"), 2 + listing),
            (format!("{{ events({text}) {{ nodes {{ id }} totalCount }} }}"), 4 + listing + counting),
            (format!("{{ events({text}) {{ edges {{ highlights {{ text }} }} }} }}"), 3 + listing),
        ] {
            let (data, statements) = server.ask_counting(&query, json!({})).await;
            assert_eq!(statements, budget, "{query}: {data}");
        }
    }
}
