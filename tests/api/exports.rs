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
                "verdict": "NOT_MET",
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
async fn mermaid_and_dot_draw_it() {
    let server = server_with_a_workflow().await;
    let mermaid = r#"flowchart TD
    n0["provider#46;connected<br/>See payments"]
    n1["x#34;#93;#59;#60;script#62;<br/>#96;#92;#35;quot#59;#38; "]:::root
    n0 --> n1
    classDef root stroke-width:3px
"#;
    assert_eq!(export(&server, "MERMAID").await, mermaid);
    let dot = r#"digraph workflow {
    node [shape=box];
    n0 [label="provider&#46;connected\nSee payments"];
    n1 [label="x&#34;&#93;&#59;&#60;script&#62;\n&#96;&#92;&#35;quot&#59;&#38; ", style=bold];
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
    assert_eq!(data["edges"], json!([{ "from": "first", "to": "second", "via": 0 }]));
    assert_eq!(data["nodes"][0]["payload"], json!({ "providerId": "stripe" }));
    assert_eq!(data["nodes"][1]["context"]["decision"], "# [a](b)\n- c");
    assert_eq!(data["nodes"][1]["context"]["verdict"], "NOT_MET");
    assert_eq!(data["nodes"][0]["outcomeState"], "PENDING");
    assert_eq!(data["nodes"][1]["outcomeState"], "NOT_MET");
    assert_eq!(data["nodes"][1]["depth"], 0);
    assert_eq!(data["truncatedBy"], json!([]));
}

/// What programs that read Mermaid, DOT and dialects of Markdown look for in the midst of text.
const HOSTILE: [&str; 12] = [
    "%%{init: {'themeCSS': '@import url(https://x.example)'}}%%",
    "$$x$$ fa:fa-user click n0 href \"https://x.example\"",
    "`**a** _b_`; end subgraph",
    "\u{2028}flowchart LR\u{2029}---\u{2028}title: x",
    "\u{202e}txet\u{2066} \u{200f}\u{61c}",
    "see https://x.example, HTTP://x.example and ftp://x.example",
    "see www.x.example and WWW.x.example",
    "write me@x.example, mailto:me@x.example",
    "\\l \\N \\G &lt; &#60; <b>",
    "1. one\n- two\n    three\n\n# four",
    "import x from 'y'; export {z}; {{ w }} {% v %}",
    "| a | b | ~~c~~ ==d== ^e^ :smile: [^1] [[f]] !!! note",
];

#[tokio::test]
async fn no_text_of_an_event_is_more_than_text() {
    let server = Server::start(Database::Sqlite).await;
    let publish = HOSTILE.iter().zip(0..).map(|(text, number)| {
        let id = if number == 11 { "second".to_owned() } else { format!("e{number}") };
        let after = (number > 0).then(|| format!("e{}", number - 1));
        json!({
            "id": id, "eventName": "x", "timestamp": number, "payload": 1,
            "userIntent": { "goal": text },
            "context": { "relatedEvents": after.as_slice(), "outcome": text },
        })
    });
    server.publish_many(publish.collect()).await;
    for format in ["MERMAID", "DOT"] {
        let text = export(&server, format).await;
        assert!(text.chars().all(|c| c == '\n' || c.is_ascii() && !c.is_control()), "{text}");
        for mark in ["%%", "$$", "fa:", "://", "@", "**", "`", "{{", "| ", "~~", "]("] {
            assert!(!text.contains(mark), "{mark} in {text}");
        }
    }
}
