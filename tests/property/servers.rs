//! One server on each kind of database, and what they answer.

use serde_json::Value;
use support::{Database, Server};

use crate::property::filters::Plan;
use crate::property::json::same;
use crate::property::lists::{Cursors, PageQuestion, Traversal};
use crate::property::memory::Memory;
use crate::property::model::{Expected, ListOrder, Model, Refusal};
use crate::property::operations::Request;

const NAMES: [&str; 2] = ["SQLite", "PostgreSQL"];

/// Both servers, and what is read beside each. They serve one history after the other.
#[derive(Debug)]
pub(crate) struct Servers([Server; 2], [Memory; 2]);

/// An event in a list: its id, when it was recorded, and its cursor.
type Entry = (String, String, String);

impl Servers {
    pub(crate) async fn start() -> Self {
        // Pages that are too long are refused for that, whatever is asked for each event.
        let start = |database| {
            Server::start_with(database, |settings| settings.limits.complexity = 100_000)
        };
        let (sqlite, postgres) = tokio::join!(start(Database::Sqlite), start(Database::Postgres));
        let memories = [Memory::of(&sqlite).await, Memory::of(&postgres).await];
        Self([sqlite, postgres], memories)
    }

    pub(crate) async fn stop(self) {
        for memory in self.1 {
            memory.close().await;
        }
        for server in self.0 {
            server.stop().await;
        }
    }

    /// Forgets every event.
    pub(crate) async fn clear(&self) {
        for server in &self.0 {
            server.database.execute("DELETE FROM event_history").await;
        }
    }

    /// Asks both, and says where one doesn't answer as expected.
    pub(crate) async fn agree(&self, request: Request) -> Result<(), String> {
        let variables = [request.variables.clone(), request.variables];
        let answers = self.ask(&request.query, variables).await?;
        for (name, (variables, answer)) in NAMES.into_iter().zip(answers) {
            let is_expected = match &request.expected {
                Expected::Data(data) => answer["errors"].is_null() && same(&answer["data"], data),
                Expected::Refused(refusals) => is_refused(&answer, refusals),
            };
            if !is_expected {
                return Err(format!(
                    "{name} was asked {}\nwith {variables}\nexpected {:?}\nanswered {answer}",
                    request.query, request.expected
                ));
            }
        }
        Ok(())
    }

    /// Asks both for a page, and remembers its cursors.
    pub(crate) async fn agree_on_page(
        &self,
        question: PageQuestion,
        cursors: &mut Cursors,
    ) -> Result<(), String> {
        let PageQuestion { query, variables, order, expected } = question;
        let answers = self.ask(&query, variables).await?;
        for (name, (variables, answer)) in NAMES.into_iter().zip(&answers) {
            let objection = match &expected {
                _ if expected.is_ok() && !answer["errors"].is_null() => Some("errors"),
                Ok(page) => page.objection(&answer["data"]["events"]),
                Err(refusals) => (!is_refused(answer, refusals)).then_some("errors"),
            };
            if let Some(objection) = objection {
                return Err(format!(
                    "{name} has wrong {objection}: asked {query}\nwith {variables}\n\
                     expected {expected:?}\nanswered {answer}"
                ));
            }
        }
        let [sqlite, postgres] = answers.map(|(_, answer)| entries(&answer["data"]["events"]));
        remember(cursors, order, sqlite, postgres);
        Ok(())
    }

    /// Walks a whole list on both, and remembers its cursors.
    pub(crate) async fn agree_on_list(
        &self,
        traversal: &Traversal,
        model: &Model,
        cursors: &mut Cursors,
    ) -> Result<(), String> {
        let filter = traversal.filter.as_ref().map(|plan| plan.filter(model));
        let mut expected = model.ids(filter.as_ref(), traversal.list_order());
        let (sqlite, postgres) = tokio::join!(
            walk(&self.0[0], traversal, filter.as_ref(), expected.len()),
            walk(&self.0[1], traversal, filter.as_ref(), expected.len()),
        );
        let (sqlite, postgres) = (sqlite?, postgres?);
        for (name, list) in NAMES.into_iter().zip([&sqlite, &postgres]) {
            let mut ids: Vec<String> = list.iter().map(|entry| entry.0.clone()).collect();
            let places = list.iter().map(|(id, recorded, _)| (recorded, id));
            let is_sorted = if traversal.is_descending {
                places.is_sorted_by(|one, next| one >= next)
            } else {
                places.is_sorted()
            };
            if traversal.is_by_recorded {
                ids.sort();
                expected.sort();
            }
            if ids != expected || (traversal.is_by_recorded && !is_sorted) {
                return Err(format!(
                    "{name} was walked by {traversal:?}\nwith {filter:?}\n\
                     expected {expected:?}\nfound {list:?}"
                ));
            }
        }
        remember(cursors, traversal.order(), sqlite, postgres);
        Ok(())
    }

    /// Holds a filter in memory to the same filter in the model and on both databases.
    pub(crate) async fn agree_in_memory(&self, plan: &Plan, model: &Model) -> Result<(), String> {
        let filter = plan.filter(model);
        let expected = model.ids(Some(&filter), ListOrder { is_descending: false });
        for (name, memory) in NAMES.into_iter().zip(&self.1) {
            let agreed = memory.agree(&filter, &expected).await;
            agreed.map_err(|difference| format!("{name} and memory differ: {difference}"))?;
        }
        Ok(())
    }

    /// The answer of each with its variables. Errors must be the same to the letter.
    async fn ask(&self, query: &str, variables: [Value; 2]) -> Result<[(Value, Value); 2], String> {
        let [one, other] = &self.0;
        let [for_one, for_other] = variables;
        let (of_one, of_other) = tokio::join!(
            one.answer(query, for_one.clone()),
            other.answer(query, for_other.clone())
        );
        if of_one["errors"] != of_other["errors"] {
            return Err(format!(
                "asked {query}\nwith {for_one}\nSQLite answered {of_one}\n\
                 PostgreSQL answered {of_other}"
            ));
        }
        Ok([(for_one, of_one), (for_other, of_other)])
    }
}

fn is_refused(answer: &Value, refusals: &[Refusal]) -> bool {
    let extensions = &answer["errors"][0]["extensions"];
    let is_told = |refusal: &Refusal| {
        extensions["code"] == refusal.code && extensions["inputPath"] == refusal.path
    };
    refusals.iter().any(is_told)
}

fn entries(connection: &Value) -> Vec<Entry> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entry = |edge: &Value| {
        let node = &edge["node"];
        (text(&node["id"]), text(&node["recordedAt"]), text(&edge["cursor"]))
    };
    connection["edges"].as_array().into_iter().flatten().map(entry).collect()
}

fn remember(cursors: &mut Cursors, order: &'static str, one: Vec<Entry>, other: Vec<Entry>) {
    let mut others: std::collections::BTreeMap<String, String> =
        other.into_iter().map(|(id, _, cursor)| (id, cursor)).collect();
    for (id, _, cursor) in one {
        if let Some(other) = others.remove(&id) {
            cursors.insert((order, id), [cursor, other]);
        }
    }
}

/// The whole list in its order.
async fn walk(
    server: &Server,
    traversal: &Traversal,
    filter: Option<&Value>,
    expected: usize,
) -> Result<Vec<Entry>, String> {
    let (more, last) = if traversal.is_backwards {
        ("hasPreviousPage", "startCursor")
    } else {
        ("hasNextPage", "endCursor")
    };
    let (mut list, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let (query, variables) = traversal.question(filter, &cursor);
        let answer = server.answer(&query, variables).await;
        let connection = &answer["data"]["events"];
        let page = entries(connection);
        let goes_on = connection["pageInfo"][more] == true;
        if !answer["errors"].is_null() || (goes_on && page.len() != traversal.size) {
            return Err(format!("{traversal:?} with {filter:?} met {answer}"));
        }
        let place = if traversal.is_backwards { 0 } else { list.len() };
        list.splice(place..place, page);
        if !goes_on {
            return Ok(list);
        }
        if list.len() > expected {
            return Err(format!("{traversal:?} with {filter:?} doesn't end: {list:?}"));
        }
        cursor = connection["pageInfo"][last].clone();
    }
}
