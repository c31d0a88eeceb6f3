//! A client of the tools, which looks at answers as programs do.

use support::reqwest::{Client, RequestBuilder, Response};
use support::{Server, Value, json};

/// The most text of one answer, in bytes.
const MOST: usize = 20_000;

/// A request with a message.
pub(crate) fn post(server: &Server, message: &Value) -> RequestBuilder {
    Client::new().post(format!("{}/mcp", server.url)).json(message)
}

/// A message that calls a tool.
pub(crate) fn call(tool: &str, arguments: &Value) -> Value {
    let params = json!({ "name": tool, "arguments": arguments });
    json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params })
}

pub(crate) async fn json_of(response: Response) -> Value {
    response.json().await.expect("JSON")
}

/// What a tool answers to the bearer of a token: the text, and whether it is an error.
async fn answer(server: &Server, token: &str, tool: &str, arguments: &Value) -> (String, bool) {
    let mut request = post(server, &call(tool, arguments));
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    let answer = json_of(request.send().await.expect("an answer")).await;
    let result = &answer["result"];
    let content = result["content"].as_array().unwrap_or_else(|| panic!("no result: {answer}"));
    assert_eq!(content.len(), 1, "{answer}");
    let text = content[0]["text"].as_str().expect("a text");
    assert!(text.len() <= MOST, "{} bytes: {text}", text.len());
    (text.to_owned(), result["isError"] == true)
}

/// The text that a tool answers to the bearer of a token, which must be no error.
pub(crate) async fn text(server: &Server, token: &str, tool: &str, arguments: &Value) -> String {
    let (text, is_error) = answer(server, token, tool, arguments).await;
    assert!(!is_error, "{tool} {arguments}: {text}");
    text
}

/// What a tool answers to the bearer of a token: the JSON behind the line that says that it is data.
pub(crate) async fn ask_as(server: &Server, token: &str, tool: &str, arguments: &Value) -> Value {
    let text = text(server, token, tool, arguments).await;
    let (notice, json) = text.split_once('\n').expect("two lines");
    assert!(notice.contains("untrusted"), "{notice}");
    assert!(!json.contains('\n'), "{json}");
    serde_json::from_str(json).expect("JSON")
}

/// The same where nobody is asked who they are.
pub(crate) async fn ask(server: &Server, tool: &str, arguments: &Value) -> Value {
    ask_as(server, "", tool, arguments).await
}

/// The error of a call that must fail.
pub(crate) async fn refusal_to(
    server: &Server,
    token: &str,
    tool: &str,
    arguments: &Value,
) -> Value {
    let (text, is_error) = answer(server, token, tool, arguments).await;
    assert!(is_error, "{tool} {arguments}: {text}");
    let mut answer: Value = serde_json::from_str(&text).expect("JSON");
    answer["error"].take()
}

/// All pages of a tool.
pub(crate) async fn pages(server: &Server, tool: &str, mut arguments: Value) -> Vec<Value> {
    let mut pages = Vec::new();
    loop {
        let page = ask(server, tool, &arguments).await;
        let cursor = page["cursor"].clone();
        pages.push(page);
        if cursor.is_null() {
            return pages;
        }
        assert!(pages.len() < 1_000, "{tool} doesn't end");
        arguments["cursor"] = cursor;
    }
}

/// What the rows under a key say, on all pages.
pub(crate) fn rows<'a>(pages: &'a [Value], key: &'a str) -> impl Iterator<Item = &'a Value> {
    pages.iter().flat_map(move |page| page[key].as_array().expect("rows"))
}

/// Every link that pages of a workflow tell, as `from > to`.
pub(crate) fn links(pages: &[Value]) -> Vec<String> {
    let of = |edges: &Value| {
        let from = edges["from"].as_array().expect("ids").iter();
        from.map(|from| format!("{from} > {}", edges["to"])).collect::<Vec<_>>()
    };
    rows(pages, "edges").flat_map(of).collect()
}
