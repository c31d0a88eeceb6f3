//! Plays a history twice: on the server that all share, and for each tenant on one of its own.

use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::ids::TenantId;
use event_mesh::domain::viewer::Viewer;
use event_mesh::graphql::Request;
use futures_util::future::join_all;
use support::{Server, Value, json};

use super::acts::{Act, Door, request, secret};
use super::client::{Client, user_id};
use crate::isolation::token::token;

/// How many acts run at the same time.
const AT_ONCE: usize = 12;

/// Which event ends a history for those who listen.
const LAST: &str = "last";

/// A tenant, on the server that it shares, and alone.
struct Tenant<'a> {
    number: usize,
    client: Client<'a>,
    alone: App,
    /// The ids of the events that it created, in that order.
    created: Vec<String>,
    /// The cursors that it was given.
    cursors: Vec<String>,
}

/// Plays a history.
///
/// # Errors
/// When a tenant could notice that it isn't alone.
pub(crate) async fn play(server: &Server, tenants: usize, acts: &[Act]) -> Result<(), String> {
    server.database.execute("DELETE FROM event_history").await;
    let service = token(None);
    let enter = (0..tenants).map(|number| Tenant::enter(server, number));
    let mut all = join_all(enter).await;
    let mut cursors = Vec::new();
    for acts in acts.chunks(AT_ONCE) {
        let turns = all.iter_mut().map(|tenant| {
            let own = acts.iter().filter(|act| act.tenant % tenants == tenant.number);
            let own = own.collect();
            Box::pin(tenant.act(own, &cursors, (server, &service)))
        });
        join_all(turns).await.into_iter().collect::<Result<(), _>>()?;
        for tenant in &mut all {
            cursors.append(&mut tenant.cursors);
        }
    }
    let ends = all.iter_mut().map(|tenant| Box::pin(tenant.end()));
    let ended = join_all(ends).await.into_iter().collect();
    for tenant in all {
        tenant.alone.close().await;
    }
    ended
}

impl<'a> Tenant<'a> {
    async fn enter(server: &'a Server, number: usize) -> Self {
        let mut settings = Settings::defaults().expect("the defaults");
        "sqlite::memory:".clone_into(&mut settings.database.url);
        Self {
            number,
            client: Box::pin(Client::connect(server, number)).await,
            alone: App::new(settings, Clock::system()).await.expect("an app"),
            created: Vec::new(),
            cursors: Vec::new(),
        }
    }

    async fn act(
        &mut self,
        acts: Vec<&Act>,
        cursors: &[String],
        (server, service): (&Server, &str),
    ) -> Result<(), String> {
        for act in acts {
            let (query, variables, by_service) = request(act, self.number, cursors);
            let shared = match act.door {
                _ if by_service => server.answer_as(service, &query, variables.clone()).await,
                Door::WebSocket => self.client.ask_by_socket(&query, &variables).await,
                Door::Http | Door::Service => self.client.ask_by_http(&query, &variables).await,
            };
            let alone = self.ask_alone(&query, &variables, by_service).await;
            if shared != alone {
                let number = self.number;
                return Err(format!(
                    "tenant {number} asked {query}\nwith {variables}\nwas answered {shared}\n\
                     and alone {alone}"
                ));
            }
            self.remember(&shared["data"]);
        }
        Ok(())
    }

    async fn ask_alone(&self, query: &str, variables: &Value, by_service: bool) -> Value {
        let user = user_id(self.number);
        let viewer = if by_service {
            Viewer::Service
        } else {
            Viewer::User { tenant: TenantId(user.0), user }
        };
        let request = json!({ "query": query, "variables": variables }).to_string();
        let request = Request::from_json(&request).expect("a request");
        let answer = Box::pin(self.alone.api().answer(request, viewer)).await;
        serde_json::to_value(answer).expect("JSON")
    }

    fn remember(&mut self, data: &Value) {
        let results = data["publishMany"]["results"].as_array().into_iter().flatten();
        for result in results.chain([&data["publish"]]) {
            if result["created"] == true {
                self.created.push(result["event"]["id"].as_str().expect("an id").to_owned());
            }
        }
        let edges = data["events"]["edges"].as_array().into_iter().flatten();
        self.cursors.extend(edges.filter_map(|edge| edge["cursor"].as_str()).map(str::to_owned));
    }

    /// Looks at the whole history, and at what the subscription told.
    async fn end(&mut self) -> Result<(), String> {
        let query = "{ events(first: 100) { totalCount nodes { id source payload } } }";
        let shared = self.client.ask_by_http(query, &Value::Null).await;
        if shared != self.ask_alone(query, &Value::Null, false).await {
            return Err(format!("tenant {} ends with {shared}", self.number));
        }
        let query = format!(
            "mutation {{ publish(input: {{ id: \"{LAST}\", eventName: \"x\", payload: 0, \
             source: \"{}\" }}) {{ created event {{ id }} }} }}",
            secret(self.number)
        );
        let last = self.client.ask_by_http(&query, &Value::Null).await;
        self.remember(&last["data"]);
        self.client.wait_for(LAST).await;
        let own = json!(secret(self.number));
        let heard = self.client.heard.iter().map(|told| &told["data"]["eventStream"]);
        let is_own = |event: &Value| {
            let related = event["related"].as_array().into_iter().flatten();
            let told = &event["narrative"]["longDescription"];
            related.chain([event]).all(|event| event["source"] == own)
                && (told.is_null() || *told == own)
        };
        let published = heard.clone().filter(|told| told["__typename"] == "EventPublished");
        let ids: Vec<&str> = published.filter_map(|told| told["event"]["id"].as_str()).collect();
        if ids != self.created || !heard.clone().all(|told| is_own(&told["event"])) {
            let (number, created) = (self.number, &self.created);
            let heard: Vec<&Value> = heard.collect();
            return Err(format!("tenant {number} created {created:?} and heard {heard:?}"));
        }
        Ok(())
    }
}
