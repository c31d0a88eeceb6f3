//! A database with the tables of the original layer, and a look at all that is in it.

use event_mesh::app::App;
use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::domain::ids::{TenantId, UserId};
use event_mesh::domain::viewer::Viewer;
use event_mesh::graphql::Request;
use event_mesh::store::Migrations;
use support::{BareDatabase, Value};

const USERS: &str = include_str!("users.sql");
const GUIDE: &str = include_str!("guide.sql");
const EXTRAS: &str = include_str!("extras.sql");
const EVENTS: &str = include_str!("events.sql");
const FACTS: &str = include_str!("facts.sql");

pub(crate) const ALICE: &str = "00000000-0000-4000-8000-00000000000a";
pub(crate) const BOB: &str = "00000000-0000-4000-8000-00000000000b";

/// More migrations than there are.
pub(crate) const ALL: u32 = 1_000;

/// How many steps take back the migration with this number, and what came later.
pub(crate) async fn steps_before(migrations: &Migrations, number: &str) -> u32 {
    let all = migrations.status().await.expect("a status");
    let later = all.iter().skip_while(|one| !one.name.contains(number)).count();
    u32::try_from(later).expect("a few")
}

/// The guide's tables, whose users are Supabase's.
pub(crate) async fn on_supabase() -> BareDatabase {
    let database = BareDatabase::create().await;
    database.execute(USERS).await;
    database.execute(GUIDE).await;
    database
}

/// The guide's tables, as those make them who have no `auth.users`.
pub(crate) async fn on_plain_postgres() -> BareDatabase {
    let database = BareDatabase::create().await;
    database.execute(&GUIDE.replace(" REFERENCES auth.users(id)", "")).await;
    database
}

/// The guide's tables with all that may come with them, and a small history.
pub(crate) async fn with_everything() -> BareDatabase {
    let database = on_supabase().await;
    database.execute(EXTRAS).await;
    database.execute(EVENTS).await;
    database
}

/// The guide's tables and a small history.
pub(crate) async fn small() -> BareDatabase {
    let database = on_plain_postgres().await;
    database.execute(EVENTS).await;
    database
}

/// What the database holds: its tables with all that belongs to them, and every row.
pub(crate) async fn facts(database: &BareDatabase) -> Vec<String> {
    let mut facts = database.texts(FACTS).await;
    for table in ["event_history", "narrative_context"] {
        if facts.iter().any(|fact| fact.starts_with(&format!("relation {table} r "))) {
            let rows =
                format!("SELECT format('%s %s', id, md5(t::text)) FROM {table} AS t ORDER BY 1");
            facts.extend(database.texts(&rows).await);
        }
    }
    facts
}

/// A server on this database, without its surface.
pub(crate) async fn app(database: &BareDatabase) -> App {
    let mut settings = Settings::defaults().expect("the defaults");
    settings.database = database.settings();
    App::new(settings, Clock::system()).await.expect("an app")
}

pub(crate) fn user(id: &str) -> Viewer {
    let user = UserId::parse(id).expect("a UUID");
    Viewer::User { tenant: TenantId(user.0), user }
}

/// The data of an operation that must succeed.
pub(crate) async fn ask(app: &App, viewer: Viewer, query: &str) -> Value {
    let response = app.api().answer(Request::new(query), viewer).await;
    let mut answer = serde_json::to_value(response).expect("JSON");
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"].take()
}
