//! Workflows as text, and text that would rather be markup.

use support::{Database, Server, Value, json};

const EXPORT: &str = "query ($format: WorkflowFormat!) {
    workflow(eventId: \"second\") { export(format: $format) }
}";

/// Two steps; what the second says is hostile to every format.
async fn server_with_a_workflow() -> Server {
    let server = Server::start(Database::Sqlite).await;
    server
        .publish(json!({
            "id": "first", "eventName": "provider.connected", "source": "oauth", "timestamp": 0,
            "payload": { "providerId": "stripe" },
            "userIntent": { "goal": "See payments", "expectedOutcome": "They show" },
        }))
        .await;
    server
        .publish(json!({
            "id": "second", "eventName": "x\"];<script>", "timestamp": 1, "payload": 1,
            "context": {
                "relatedEvents": ["first"],
                "decision": "# [a](b)\n- c",
                "outcome": "`\\#quot;&\n",
            },
        }))
        .await;
    server
}

async fn export(server: &Server, format: &str) -> String {
    let data = server.ask(EXPORT, json!({ "format": format })).await;
    data["workflow"]["export"].as_str().expect("text").to_owned()
}

#[tokio::test]
async fn markdown_tells_the_story() {
    let server = server_with_a_workflow().await;
    let expected = r#"# How x"\];\<script\> came about

## 1. provider.connected

1970-01-01T00:00:00.000Z, by oauth

- Goal: See payments
- Expected: They show

## 2. x"\];\<script\>

1970-01-01T00:00:00.001Z, by unknown

- Decision: \# \[a\]\(b\) \- c
- Actual: \`\\\#quot;\& 
- Follows from: step 1
"#;
    assert_eq!(export(&server, "MARKDOWN").await, expected);
}

#[tokio::test]
async fn mermaid_and_dot_draw_it() {
    let server = server_with_a_workflow().await;
    let mermaid = r#"flowchart TD
    n0["provider.connected<br/>See payments"]
    n1["x#quot;];#lt;script#gt;<br/>#96;#92;#35;quot;#amp; "]:::root
    n0 --> n1
    classDef root stroke-width:3px
"#;
    assert_eq!(export(&server, "MERMAID").await, mermaid);
    let dot = r#"digraph workflow {
    node [shape=box];
    n0 [label="provider.connected\nSee payments"];
    n1 [label="x\"];<script>\n`\\#quot;&amp; ", style=bold];
    n0 -> n1;
}
"#;
    assert_eq!(export(&server, "DOT").await, dot);
}

#[tokio::test]
async fn json_holds_all_that_is_known() {
    let server = server_with_a_workflow().await;
    let data: Value = serde_json::from_str(&export(&server, "JSON").await).expect("JSON");
    assert_eq!(data["root"], "second");
    assert_eq!(data["edges"], json!([{ "from": "first", "to": "second" }]));
    assert_eq!(data["nodes"][0]["payload"], json!({ "providerId": "stripe" }));
    assert_eq!(data["nodes"][1]["context"]["decision"], "# [a](b)\n- c");
    assert_eq!(data["nodes"][1]["depth"], 0);
    assert_eq!(data["truncatedBy"], json!([]));
}
