//! Which events make a workflow, and how workflows are joined.

use support::{Server, TestDatabase, on_both_databases};

use super::{Docs, event, texts};

/// Takes events out of their correlations, as if they had been there before there were any, and adds links.
async fn adopt(database: &TestDatabase, ids: &[&str], links: &[(&str, &str)]) {
    let nobody = if database.url.starts_with("sqlite") {
        "x'00000000000000000000000000000000'"
    } else {
        "'00000000-0000-0000-0000-000000000000'"
    };
    for (earlier, later) in links {
        let sql = format!(
            "INSERT INTO event_relation (tenant_id, event_id, related_id, ordinal)
             VALUES ({nobody}, '{later}', '{earlier}', 99)"
        );
        database.execute(&sql).await;
    }
    for id in ids {
        let sql = format!("UPDATE event_history SET correlation_id = NULL WHERE id = '{id}'");
        database.execute(&sql).await;
    }
}

on_both_databases! {
    async fn workflows_that_join_link_to_one_another(database: Database) {
        let server = Server::start(database).await;
        let events = vec![
            event("a", 1, "Goal A", &[]),
            event("b", 40, "Goal B", &[]),
            event("b2", 41, "Goal B2", &["b", "a"]),
            event("c", 42, "Goal C", &[]),
        ];
        server.publish_many(events).await;
        let docs = Docs::of(&server);
        docs.narrate(&[]).await;
        let ((a, a_text), (b, b_text)) = (docs.document("Goal A"), docs.document("Goal B2"));
        let file = |name: &str| name.split_once('/').expect("a folder").1.to_owned();
        let related = |text: &str| text.split("## Related workflows\n\n").nth(1).map(str::to_owned);
        let led_to = format!("- Led to [2026-04-09, Page changed]({})\n\n", file(&b));
        assert!(related(&a_text).is_some_and(|related| related.starts_with(&led_to)), "{a_text}");
        let follows = format!("- Follows from [2026-03-01, Page changed]({})\n\n", file(&a));
        assert!(related(&b_text).is_some_and(|related| related.starts_with(&follows)), "{b_text}");
        assert_eq!(related(&docs.document("Goal C").1), None);
        // A workflow that isn't told is linked to by none.
        docs.narrate(&["--since", "2026-04-01"]).await;
        assert_eq!(related(&docs.document("Goal B2").1), None);
    }

    async fn adopted_events_are_told_by_what_connects_them(database: Database) {
        let server = Server::start(database).await;
        let ids = ["a", "b", "c", "d", "e"];
        for (id, day) in ids.into_iter().zip(2..) {
            server.publish(event(id, day, &format!("Goal {}", id.to_uppercase()), &[])).await;
        }
        // e belongs to a correlation and follows from what belongs to none.
        adopt(&server.database, &["a", "b", "c", "d"], &[("a", "c"), ("b", "c"), ("a", "e")]).await;
        let docs = Docs::of(&server);
        let report = docs.narrate(&[]).await;
        assert_eq!(report["workflows"], 3);
        let (name, text) = docs.document("Goal C");
        assert!(name.starts_with("2026/2026-03-02-"), "{name}");
        assert!(text.contains("Goal A") && text.contains("Goal B") && !text.contains("Goal D"), "{text}");
        assert!(text.contains("- Led to [2026-03-06, Page changed]"), "{text}");
        let (_, later) = docs.document("Goal E");
        assert!(later.contains("- Follows from [2026-03-02, Page changed]"), "{later}");
        // One that happened earlier joins them: the name stays.
        server.publish(event("z", 1, "Goal Z", &[])).await;
        adopt(&server.database, &["z"], &[("z", "a")]).await;
        let report = docs.narrate(&[]).await;
        assert_eq!(texts(&report["removed"]), Vec::<&str>::new());
        assert_eq!(docs.document("Goal Z").0, name);
        assert_eq!(docs.narrate(&[]).await["written"].as_array().map(Vec::len), Some(0));
    }

    async fn a_large_workflow_is_told_from_its_beginning(database: Database) {
        let server = Server::start(database).await;
        let mut events = vec![event("e0", 1, "Goal 0", &[])];
        for number in 1..6 {
            let cause = format!("e{}", number - 1);
            events.push(event(&format!("e{number}"), 1 + number, &format!("Goal {number}"), &[&cause]));
        }
        events.push(event("other", 9, "Other", &[]));
        server.publish_many(events).await;
        let mut docs = Docs::of(&server);
        docs.variables.push(("EVENT_MESH__LIMITS__WORKFLOW_NODES", "3".to_owned()));
        docs.narrate(&[]).await;
        let (_, text) = docs.document("Goal 2");
        assert!(text.contains("Further events led here, or followed, that are not told."), "{text}");
        assert!(!text.contains("Goal 3"), "{text}");
    }

    async fn more_workflows_than_are_read_together_are_all_told(database: Database) {
        let server = Server::start(database).await;
        for some in (0..240).collect::<Vec<i64>>().chunks(40) {
            let events = some.iter().map(|number| event(&format!("e{number}"), *number, "Goal", &[]));
            server.publish_many(events.collect()).await;
        }
        let docs = Docs::of(&server);
        assert_eq!(docs.narrate(&[]).await["workflows"], 240);
        assert_eq!(docs.narrate(&[]).await["unchanged"], docs.files().len() - 1);
    }
}
