//! Agents that call tools again and again, and messages that ask for too much.

use futures_util::future::join_all;
use support::reqwest::Client;
use support::{Value, effort, json};

use crate::abuse::report::{Report, TURNS, milliseconds};
use crate::abuse::victim::Victim;

/// How often tools are called, and by how many clients at once. 10,000 calls take half a minute in a debug build.
const FEW: usize = 3_000;
const MANY: usize = 10_000;
const CLIENTS: usize = 8;

/// What all calls together may leave behind of memory, in MB. It is no more after ten times as many.
const LEFT: i64 = 6;

/// What messages that ask for too much may leave behind, in MB.
const GROWTH: i64 = 20;

/// A client of the tools.
struct Agent {
    client: Client,
    url: String,
}

impl Agent {
    fn new(victim: &Victim) -> Self {
        Self { client: Client::new(), url: format!("http://{}/mcp", victim.address) }
    }

    /// Sends a message, and tells the status.
    async fn send(&self, message: String) -> (u16, String) {
        let request = self.client.post(&self.url).header("content-type", "application/json");
        let response = request.body(message).send().await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("text"))
    }

    async fn call(&self, (tool, arguments): &(&str, Value)) {
        let params = json!({ "name": tool, "arguments": arguments });
        let message =
            json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
        let (status, answer) = self.send(message.to_string()).await;
        assert_eq!(status, 200, "{answer}");
    }
}

/// Calls of each tool, one that is wrong, and one of an event that isn't there.
fn calls() -> Vec<(&'static str, Value)> {
    let text = "a reason ".repeat(20);
    vec![
        ("search_events", json!({ "text": "reason", "limit": 3 })),
        ("get_event", json!({ "id": "b" })),
        ("get_workflow", json!({ "id": "b" })),
        ("explain_error", json!({ "id": "b" })),
        ("event_stats", json!({})),
        ("get_event", json!({ "id": text })),
        ("get_event", json!({ "id": "b", "colour": text })),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_leave_nothing_behind() {
    let victim = Victim::start().await;
    let publish = json!({ "query": "mutation { publishMany(inputs: [
        { id: \"a\", eventName: \"error.occurred\", payload: {}, context: { outcome: \"a reason\" } }
        { id: \"b\", eventName: \"b\", payload: {}, context: { relatedEvents: [\"a\"] } }
    ]) { results { created } } }" });
    let graphql = format!("http://{}/graphql", victim.address);
    let answer = Client::new().post(graphql).json(&publish).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let calls = calls();
    let agents: Vec<Agent> = (0..CLIENTS).map(|_| Agent::new(&victim)).collect();
    let work = async |count: usize| {
        join_all(agents.iter().map(async |agent| {
            for number in 0..count / CLIENTS {
                agent.call(&calls[number % calls.len()]).await;
            }
        }))
        .await
    };
    // What is kept for all calls alike is there by then.
    let count = effort(FEW, MANY);
    work(count / 3).await;
    let mut report = Report::new(&victim, "calls of tools");
    let before = victim.work();
    work(count).await;
    let each = victim.work_since(before) / u32::try_from(count).expect("a number");
    report.line(&format!("{count} calls, CPU time each in ms {:>8}", milliseconds(each)));
    report.finish(LEFT);
    victim.stops().await;
}

/// Messages that ask for too much, with the status of what comes of them.
fn messages() -> Vec<(&'static str, String, u16)> {
    let message = |params: &str| {
        format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{params}}}"#)
    };
    let call = |arguments: &str| {
        message(&format!(r#"{{"name":"search_events","arguments":{arguments}}}"#))
    };
    let large = "a".repeat(1_000_000);
    let values = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
    let keys: Vec<String> = (0..4_000).map(|key| format!(r#""{key:0200}":0"#)).collect();
    vec![
        ("a text of 1 MB", call(&format!(r#"{{"text":"{large}"}}"#)), 200),
        ("a method of 1 MB", message("{}").replace("tools/call", &large), 200),
        ("an id of 1 MB", message("{}").replace("1,", &format!(r#""{large}","#)), 200),
        ("9,000 values", call(&format!(r#"{{"names":{}}}"#, values(9_000))), 200),
        ("500,000 values", call(&format!(r#"{{"names":{}}}"#, values(500_000))), 400),
        ("4,000 keys of 200 bytes", call(&format!("{{{}}}", keys.join(","))), 200),
        ("brackets within brackets", call(&"[".repeat(500_000)), 400),
        ("1 MB of spaces", " ".repeat(1_000_000), 400),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_ask_for_too_much_cost_little() {
    let victim = Victim::start().await;
    let agent = Agent::new(&victim);
    let mut report = Report::new(&victim, "messages, CPU time each in ms");
    let attacks = async {
        for (name, message, expected) in messages() {
            let before = victim.work();
            for _ in 0..TURNS {
                let (status, answer) = agent.send(message.clone()).await;
                report.expect(name, &status.to_string(), &expected.to_string());
                assert!(answer.len() < 2_000_000, "{name}: {} bytes", answer.len());
            }
            let work = victim.work_since(before) / TURNS;
            report.expect_little_work(name, work);
            report.line(&format!("{name:44} {expected:>26} {:>8}", milliseconds(work)));
        }
    };
    victim.serves_others_during(attacks).await;
    report.finish(GROWTH);
    victim.stops().await;
}
