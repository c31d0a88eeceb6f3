//! Users see their own tenant's events, and the service role everybody's: asked of the API itself.

use std::sync::Arc;

use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::ids::{TenantId, UserId};
use event_mesh::domain::viewer::Viewer;
use event_mesh::graphql::{Api, Request};
use support::{Value, json, on_both_databases};

const ALICE: &str = "00000000-0000-4000-8000-00000000000a";
const BOB: &str = "00000000-0000-4000-8000-00000000000b";

fn user(id: &str) -> Viewer {
    let user = UserId::parse(id).expect("a UUID");
    Viewer::User { tenant: TenantId(user.0), user }
}

async fn answer(api: &Api, viewer: Viewer, query: &str) -> Value {
    let response = api.answer(Request::new(query), viewer).await;
    serde_json::to_value(response).expect("JSON")
}

async fn publish(api: &Api, viewer: Viewer, input: &str) -> Value {
    answer(
        api,
        viewer,
        &format!("mutation {{ publish(input: {{ {input} }}) {{ created event {{ userId }} }} }}"),
    )
    .await
}

/// Both users have an event `shared`; Alice's led to her `a`, Bob's to his `b`.
async fn two_histories(database: support::Database) -> (App, Arc<support::TestDatabase>) {
    let database = database.create().await;
    let mut settings = Settings::defaults().expect("the defaults");
    settings.database.url.clone_from(&database.url);
    let app = App::new(settings, Clock::system()).await.expect("an app");
    for (viewer, own) in [(ALICE, "a"), (BOB, "b")] {
        let source = format!("source: \"{viewer}\", payload: 1");
        publish(&app.api(), user(viewer), &format!("id: \"shared\", eventName: \"x\", {source}"))
            .await;
        let related = format!(
            "id: \"{own}\", eventName: \"x\", context: {{ relatedEvents: [\"shared\"] }}, {source}"
        );
        publish(&app.api(), user(viewer), &related).await;
    }
    (app, Arc::new(database))
}

on_both_databases! {
    async fn every_question_is_answered_from_the_own_tenant(database: Database) {
        let (app, _database) = two_histories(database).await;
        for (viewer, own, other) in [(ALICE, "a", "b"), (BOB, "b", "a")] {
            let query = format!("{{
                own: event(id: \"{own}\") {{ userId related {{ source }} outcomeHistory {{ revision }} }}
                other: event(id: \"{other}\") {{ id }}
                nodes(ids: [\"{own}\", \"{other}\"]) {{ id }}
                events {{ totalCount nodes {{ source }} }}
                shared: event(id: \"shared\") {{ related(direction: DOWNSTREAM) {{ id }} }}
                foreign: workflow(eventId: \"{other}\") {{ isPartial }}
                workflow(eventId: \"shared\", direction: BOTH) {{ events {{ id }} nodes {{ hiddenDownstream hiddenUpstream }} }}
                path(from: \"{other}\", to: \"shared\") {{ id }}
            }}");
            let answer = answer(&app.api(), user(viewer), &query).await;
            assert_eq!(answer["data"], json!({
                "own": { "userId": viewer, "related": [{ "source": viewer }], "outcomeHistory": [] },
                "other": null,
                "nodes": [{ "id": own }, null],
                "events": { "totalCount": 2, "nodes": [{ "source": viewer }, { "source": viewer }] },
                "shared": { "related": [{ "id": own }] },
                "foreign": null,
                "workflow": {
                    "events": [{ "id": "shared" }, { "id": own }],
                    "nodes": [{ "hiddenDownstream": 0, "hiddenUpstream": 0 }, { "hiddenDownstream": 0, "hiddenUpstream": 0 }],
                },
                "path": [],
            }), "{answer}");
        }
    }

    async fn nothing_of_another_tenant_can_be_linked_or_changed(database: Database) {
        let (app, _database) = two_histories(database).await;
        let linked = publish(&app.api(), user(ALICE), "eventName: \"x\", payload: 1, context: { relatedEvents: [\"b\"] }").await;
        assert_eq!(linked["errors"][0]["extensions"]["code"], "RELATED_EVENT_NOT_FOUND");
        let update = |id: &str| format!("mutation {{ updateOutcome(id: \"{id}\", input: {{ outcome: \"x\" }}) {{ event {{ revision }} }} }}");
        let foreign = answer(&app.api(), user(ALICE), &update("b")).await;
        let unknown = answer(&app.api(), user(ALICE), &update("nothing")).await;
        assert_eq!(foreign["errors"][0], unknown["errors"][0]);
        assert_eq!(foreign["errors"][0]["extensions"]["code"], "NOT_FOUND");
        answer(&app.api(), user(ALICE), &update("shared")).await;
        let query = "{ event(id: \"shared\") { revision } }";
        assert_eq!(answer(&app.api(), user(ALICE), query).await["data"]["event"]["revision"], 2);
        assert_eq!(answer(&app.api(), user(BOB), query).await["data"]["event"]["revision"], 1);
    }

    async fn the_service_role_sees_all_and_acts_for_users(database: Database) {
        let (app, _database) = two_histories(database).await;
        let query = format!("{{ viewer {{ role }} events(filter: {{ userId: \"{ALICE}\" }}) {{ totalCount }} all: events {{ totalCount }} }}");
        let seen = answer(&app.api(), Viewer::Service, &query).await;
        assert_eq!(seen["data"], json!({
            "viewer": { "role": "SERVICE" }, "events": { "totalCount": 2 }, "all": { "totalCount": 4 },
        }));
        let input = format!("eventName: \"x\", payload: 1, userId: \"{BOB}\", context: {{ relatedEvents: [\"b\"] }}");
        let published = publish(&app.api(), Viewer::Service, &input).await;
        assert_eq!(published["data"]["publish"]["event"]["userId"], BOB);
        let bobs = answer(&app.api(), user(BOB), "{ events { totalCount } }").await;
        assert_eq!(bobs["data"]["events"]["totalCount"], 3);
        let forbidden = publish(&app.api(), user(ALICE), &input).await;
        assert_eq!(forbidden["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let nil = "eventName: \"x\", payload: 1, userId: \"00000000-0000-0000-0000-000000000000\"";
        let nobody = publish(&app.api(), Viewer::Service, nil).await;
        assert_eq!(nobody["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{nobody}");
    }

    async fn everybody_may_name_whom_they_see(database: Database) {
        let (app, _database) = two_histories(database).await;
        let of = |who: &str| format!("{{ events(filter: {{ {who} }}) {{ nodes {{ id tenantId }} }} viewer {{ id tenantId }} }}");
        let own = answer(&app.api(), user(ALICE), &of(&format!("userId: \"{ALICE}\", id: {{ in: [\"a\", \"b\"] }}"))).await;
        assert_eq!(own["data"]["events"]["nodes"], json!([{ "id": "a", "tenantId": ALICE }]));
        assert_eq!(own["data"]["viewer"], json!({ "id": ALICE, "tenantId": ALICE }));
        let input = format!("id: \"c\", eventName: \"x\", payload: 1, userId: \"{ALICE}\"");
        let published = publish(&app.api(), user(ALICE), &input).await;
        assert_eq!(published["data"]["publish"]["event"]["userId"], ALICE);
        let denied = [(format!("userId: \"{BOB}\""), "userId"), ("userId: \"me\"".to_owned(), "userId"),
            (format!("tenantId: \"{BOB}\""), "tenantId"), (format!("tenantId: \"{ALICE}\""), "tenantId")];
        for (who, field) in denied {
            let refused = answer(&app.api(), user(ALICE), &of(&who)).await;
            let said = &refused["errors"][0]["extensions"];
            assert_eq!((&said["code"], &said["inputPath"]), (&json!("FORBIDDEN"), &json!(["filter", field])));
        }
        // Without authentication as a back end, which sees the same.
        for viewer in [Viewer::Anonymous, Viewer::Service] {
            let id = if viewer == Viewer::Service { "by-service" } else { "by-anybody" };
            let input = format!("id: \"{id}\", eventName: \"x\", payload: 1, userId: \"{BOB}\", context: {{ relatedEvents: [\"b\"] }}");
            let published = publish(&app.api(), viewer, &input).await;
            assert_eq!(published["data"]["publish"]["event"]["userId"], BOB, "{published}");
            for who in [format!("userId: \"{BOB}\""), format!("tenantId: \"{BOB}\"")] {
                let seen = answer(&app.api(), viewer, &of(&format!("{who}, id: {{ eq: \"{id}\" }}"))).await;
                assert_eq!(seen["data"]["events"]["nodes"], json!([{ "id": id, "tenantId": BOB }]));
                assert_eq!(seen["data"]["viewer"], json!({ "id": null, "tenantId": null }));
            }
        }
    }

    async fn the_service_role_acts_for_users_of_a_tenant(database: Database) {
        let (app, _database) = two_histories(database).await;
        let input = format!("eventName: \"x\", payload: 1, userId: \"{BOB}\", tenantId: \"{ALICE}\", context: {{ relatedEvents: [\"a\"] }}");
        let published = publish(&app.api(), Viewer::Service, &input).await;
        assert_eq!(published["data"]["publish"]["event"]["userId"], BOB);
        let query = "{ events { totalCount } by: events(filter: { source: { eq: \"unknown\" } }) { nodes { userId } } }";
        let alices = answer(&app.api(), user(ALICE), query).await;
        assert_eq!(alices["data"], json!({ "events": { "totalCount": 3 }, "by": { "nodes": [{ "userId": BOB }] } }));
        let bobs = answer(&app.api(), user(BOB), "{ events { totalCount } }").await;
        assert_eq!(bobs["data"]["events"]["totalCount"], 2);
        let input = format!("eventName: \"x\", payload: 1, tenantId: \"{ALICE}\"");
        let forbidden = publish(&app.api(), user(ALICE), &input).await;
        assert_eq!(forbidden["errors"][0]["extensions"]["code"], "FORBIDDEN");
        assert_eq!(forbidden["errors"][0]["extensions"]["inputPath"], json!(["input", "tenantId"]));
    }
}
