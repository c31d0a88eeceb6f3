//! `event-mesh narrate`: the whole history as Markdown, a document for each workflow.

mod document;
mod files;
mod front_matter;
mod index;
mod manifest;
mod names;
mod plan;
mod report;
mod telling;
mod writer;

use std::collections::HashSet;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::Args;
use tokio_util::task::TaskTracker;

use self::files::Folder;
use self::manifest::Manifest;
use self::plan::Plan;
use self::report::{Progress, Report};
use self::telling::{Manner, Telling};
use self::writer::{Choice, Writer, model_of};
use super::Failure;
use crate::app;
use crate::config::Settings;
use crate::domain::chronicle::{Thread, WholeThread};
use crate::domain::clock::Clock;
use crate::domain::ids::UserId;
use crate::domain::story::STORY;
use crate::domain::timestamp::Timestamp;
use crate::domain::view::View;
use crate::domain::viewer::Viewer;
use crate::http::auth;
use crate::service::Service;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder to write into
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    chosen: Chosen,
    /// Who writes the documents
    #[arg(long, value_enum, default_value_t = Choice::Template)]
    writer: Choice,
    /// Write nothing, and fail where something would be written or removed
    #[arg(long)]
    check: bool,
    /// Write files anew that were changed by hand
    #[arg(long)]
    force: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// Which workflows are told.
#[derive(Debug, Args)]
struct Chosen {
    /// Only workflows that began then or later, as 2026-11-30 or 2026-11-30T08:00:00Z
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    since: Option<Timestamp>,
    /// Only workflows that began before then
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    until: Option<Timestamp>,
    /// Only the workflows of this tenant
    #[arg(long, value_name = "ID")]
    tenant: Option<String>,
    /// Only workflows of which an event has this category
    #[arg(long)]
    category: Option<String>,
    /// Only workflows that have this tag
    #[arg(long)]
    tag: Option<String>,
}

fn parse_time(text: &str) -> Result<Timestamp, String> {
    let is_day = text.len() == 10 && !text.contains('T');
    let text = if is_day { format!("{text}T00:00:00Z") } else { text.to_owned() };
    Timestamp::from_rfc3339(&text).map_err(|violation| violation.message)
}

impl Chosen {
    /// Whose workflows are read: for one tenant as a user of theirs reads them, who sees no others.
    fn viewer(&self, settings: &Settings) -> Result<Viewer, Failure> {
        let Some(tenant) = &self.tenant else { return Ok(Viewer::Service) };
        let named = auth::subjects(&settings.auth).tenant(tenant);
        let tenant = named.map_err(|violation| format!("--tenant {}", violation.message))?.id;
        Ok(Viewer::User { tenant, user: UserId(tenant.0) })
    }

    /// Whether threads are chosen by what they tell.
    const fn looks_inside(&self) -> bool {
        self.category.is_some() || self.tag.is_some()
    }

    fn admits(&self, service: &Service, whole: &WholeThread) -> bool {
        let has_category = |category: &String| {
            let events = whole.workflow.nodes.iter().map(|node| &node.event);
            let mut contexts = events.filter_map(|event| event.context.as_ref());
            contexts.any(|context| context.category.as_ref() == Some(category))
        };
        let has_tag = |tag: &String| service.story(&whole.workflow).tags.contains(tag);
        self.category.as_ref().is_none_or(has_category) && self.tag.as_ref().is_none_or(has_tag)
    }
}

/// Tells the history, and prints what was done.
///
/// # Errors
/// When the database or the folder can't be used; and with `--check`, when something would be written.
pub(super) async fn run(arguments: &Arguments, mut settings: Settings) -> Result<(), Failure> {
    settings.database.reads_once = true;
    let viewer = arguments.chosen.viewer(&settings)?;
    let model = model_of(arguments.writer, &settings)?;
    let manner = Manner { is_check: arguments.check, is_forced: arguments.force };
    let folder = if manner.is_check {
        Folder::to_look_at(&arguments.out)
    } else {
        Folder::to_write(&arguments.out)?
    };
    let manifest = Manifest::load(&folder)?;
    let tasks = TaskTracker::new();
    let mut service = app::open_service(&settings, Clock::system(), &tasks).await?;
    if let Some(model) = model {
        service = service.with_model(model, &settings.llm);
    }
    let writer = Writer::new(&service, &settings);
    let told = tell((&service, writer), viewer, arguments, (&folder, manner, manifest)).await;
    service.stop();
    tasks.close();
    tasks.wait().await;
    service.database().close().await;
    let report = told?;
    let text = if arguments.json {
        serde_json::to_string(&report)? + "\n"
    } else {
        report.text(manner.is_check)
    };
    io::stdout().write_all(text.as_bytes())?;
    if manner.is_check && !report.is_nothing() {
        let out = arguments.out.display();
        return Err(format!("{out} is not up to date: run `event-mesh narrate --out {out}`").into());
    }
    Ok(())
}

async fn tell(
    (service, writer): (&Service, Writer<'_>),
    viewer: Viewer,
    arguments: &Arguments,
    (folder, manner, manifest): (&Folder, Manner, Manifest),
) -> Result<Report, Failure> {
    let chosen = &arguments.chosen;
    let mut plan = Plan::of(service, viewer, (chosen.since, chosen.until)).await?;
    if chosen.looks_inside() {
        choose(service, viewer, chosen, &mut plan).await?;
    }
    plan.name(&manifest);
    let telling = Telling::new((service, writer), viewer, (folder, manner), (manifest, plan));
    telling.run(&Progress::on_terminal()).await
}

/// Leaves out what isn't chosen by what it tells. It comes before anything is written, since documents link to
/// one another.
async fn choose(
    service: &Service,
    viewer: Viewer,
    chosen: &Chosen,
    plan: &mut Plan,
) -> Result<(), Failure> {
    let view = View { viewer, parts: STORY };
    let mut admitted = HashSet::new();
    for batch in plan.batches() {
        let threads: Vec<&Thread> = plan.threads[batch.clone()].iter().collect();
        let read = service.whole_threads(view, &threads).await?;
        let admits = |(place, whole): (usize, Option<WholeThread>)| {
            whole.filter(|whole| chosen.admits(service, whole)).map(|_| place)
        };
        admitted.extend(batch.zip(read).filter_map(admits));
    }
    plan.keep(&admitted);
    Ok(())
}
