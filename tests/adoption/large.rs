//! A large history, which is taken over in several steps.

use event_mesh::domain::viewer::Viewer;
use support::effort;

use crate::adoption::history::{self, ALICE, ALL, BOB, app, ask, facts, user};

/// So many events in chains of 100, each of which ends where it began; every third event is nobody's. Links to
/// oneself, twice the same, to nothing, and to another user's events are among them.
const EVENTS: &str = "
    INSERT INTO event_history
    SELECT 'e' || i, 'name.' || i % 7, 'source', 1700000000000 + i,
           jsonb_build_object('i', i, 'text', repeat('x', i % 50)),
           (ARRAY[true, false, NULL])[i % 3 + 1], NULL,
           jsonb_build_object(
               'relatedEvents',
               jsonb_build_array(
                   'e' || CASE WHEN i % 300 < 3 THEN i + 297 ELSE i - 3 END,
                   'gone' || i, 'e' || i + 1, 'e' || i, 'e' || i
               ),
               'outcome', 'outcome ' || i
           ),
           NULL,
           (ARRAY[NULL, '00000000-0000-4000-8000-00000000000a',
                  '00000000-0000-4000-8000-00000000000b'])[i % 3 + 1]::uuid
    FROM generate_series(0, {events} - 1) AS i;
    INSERT INTO narrative_context (id, event_id, ai_tags)
    SELECT gen_random_uuid(), 'e' || i * 5, ARRAY['tag'] FROM generate_series(0, 999) AS i";

#[tokio::test(flavor = "multi_thread")]
async fn a_large_history_is_taken_served_and_given_back() {
    let database = history::on_supabase().await;
    let events = effort(30_000, 300_000);
    database.execute(&EVENTS.replace("{events}", &events.to_string())).await;
    let before = facts(&database).await;
    let migrations = database.migrations().await;
    migrations.up("sub").await.expect("an adoption");
    let app = app(&database).await;
    let count = "{ events(first: 1) { totalCount } }";
    let viewers = [(user(ALICE), events / 3), (user(BOB), events / 3), (Viewer::Service, events)];
    for (viewer, events) in viewers {
        assert_eq!(ask(&app, viewer, count).await["events"]["totalCount"], events);
    }
    let walks = "{ event(id: \"e1\") {
        payload outcomeHistory { outcome } related(depth: 50, direction: BOTH) { id }
    } workflow(eventId: \"e1\", maxDepth: 50, direction: BOTH) { events { id } edges { from to } }
      path(from: \"e1\", to: \"e4\") { id } }";
    let seen = ask(&app, user(ALICE), walks).await;
    let length = |list: &support::Value| list.as_array().expect("a list").len();
    // A circle of 100, of which 50 hops both ways are everything but the event itself.
    assert_eq!(length(&seen["event"]["related"]), 99);
    assert_eq!(length(&seen["workflow"]["events"]), 100);
    assert_eq!(length(&seen["workflow"]["edges"]), 200, "a circle, and a loop at each event");
    assert_eq!(length(&seen["path"]), 2);
    assert_eq!(seen["event"]["payload"], support::json!({ "i": 1, "text": "x" }));
    assert_eq!(seen["event"]["outcomeHistory"][0]["outcome"], "outcome 1");
    let equal = "SELECT count(*)::text FROM event_history AS now
        JOIN event_mesh_original.event_history AS original USING (id)
        WHERE now.payload::text = original.payload::text
          AND now.context::text = original.context::text AND now.revision = 1
          AND now.tenant_id = coalesce(original.user_id, '00000000-0000-0000-0000-000000000000')";
    assert_eq!(database.texts(equal).await, [events.to_string()]);
    app.close().await;
    migrations.down(ALL).await.expect("the way back");
    assert!(facts(&database).await == before, "every row is as it was");
}
