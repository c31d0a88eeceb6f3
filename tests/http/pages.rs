//! What pages may do that browsers show: those of the server itself, of listed origins, and others.

use event_mesh::config::{Mode, Settings};
use support::reqwest::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, HeaderMap, X_CONTENT_TYPE_OPTIONS,
};
use support::reqwest::{Client, Method, StatusCode};
use support::{Database, Server, json};

const LISTED: &str = "https://app.example";

async fn server(mode: Mode) -> Server {
    Server::start_with(Database::Sqlite, |settings: &mut Settings| {
        settings.server.mode = mode;
        settings.server.cors_origins = vec![LISTED.to_owned()];
    })
    .await
}

/// What a preflight of a page of `origin` is answered, which would send this header.
async fn preflight(server: &Server, origin: &str, header: &str) -> HeaderMap {
    let request = Client::new().request(Method::OPTIONS, format!("{}/graphql", server.url));
    let request = request
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", header);
    request.send().await.expect("an answer").headers().clone()
}

#[tokio::test]
async fn pages_of_listed_origins_may_send_any_header() {
    let server = server(Mode::Production).await;
    for header in ["apollographql-client-name", "traceparent", "baggage", "x-anything"] {
        let allowed = preflight(&server, LISTED, header).await;
        assert_eq!(allowed[ACCESS_CONTROL_ALLOW_ORIGIN], LISTED);
        assert_eq!(allowed[ACCESS_CONTROL_ALLOW_HEADERS], header);
        let refused = preflight(&server, "https://other.example", header).await;
        assert!(!refused.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
    }
}

/// Browsers ask with GET without a preflight, and say of which page they do.
#[tokio::test]
async fn a_get_runs_unless_a_page_of_a_foreign_origin_asks() {
    let development = server(Mode::Development).await;
    let production = server(Mode::Production).await;
    let ask = async |server: &Server, headers: &[(&str, &str)]| {
        let url = format!("{}/graphql?query=%7B__typename%7D", server.url);
        let mut request = Client::new().get(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.expect("an answer").status().as_u16()
    };
    let (foreign, local) = ("https://other.example", "http://localhost:3000");
    for server in [&development, &production] {
        for headers in [
            &[][..],
            &[("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "cross-site"), ("origin", LISTED)],
            &[("sec-fetch-site", "same-site"), ("origin", LISTED)],
            &[("origin", LISTED)],
        ] {
            assert_eq!(ask(server, headers).await, 200, "{headers:?}");
        }
        for headers in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "anything else")],
            &[("sec-fetch-site", "cross-site"), ("origin", foreign)],
            &[("sec-fetch-site", "cross-site"), ("origin", "null")],
            &[("origin", foreign)],
        ] {
            assert_eq!(ask(server, headers).await, 403, "{headers:?}");
        }
    }
    let headers = [("sec-fetch-site", "cross-site"), ("origin", local)];
    assert_eq!(ask(&development, &headers).await, 200);
    assert_eq!(ask(&production, &headers).await, 403);
}

#[tokio::test]
async fn nothing_that_is_answered_is_taken_for_what_it_is_not() {
    let server = Server::start_with(Database::Sqlite, |settings| {
        settings.auth.api_keys = vec!["a".repeat(64)];
    })
    .await;
    let get = |path: &str| Client::new().get(format!("{}{path}", server.url));
    let post = Client::new().post(format!("{}/graphql", server.url));
    let answers = [
        (get("/health/live"), StatusCode::OK),
        (get("/health/ready"), StatusCode::OK),
        (get("/metrics"), StatusCode::UNAUTHORIZED),
        (get("/nothing"), StatusCode::NOT_FOUND),
        (get("/assets/none.js"), StatusCode::NOT_FOUND),
        (get("/graphql?query={__typename}"), StatusCode::UNAUTHORIZED),
        (post.json(&json!({ "query": "{ __typename }" })), StatusCode::UNAUTHORIZED),
    ];
    for (request, status) in answers {
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff", "{}", response.url());
    }
    let open = Server::start(Database::Sqlite).await;
    for path in ["/metrics", "/graphql?query={__typename}", "/graphiql", "/"] {
        let response = Client::new().get(format!("{}{path}", open.url)).send().await;
        assert_eq!(response.expect("an answer").headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}
