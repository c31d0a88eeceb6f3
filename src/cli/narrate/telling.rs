//! Telling the threads of a plan, batch by batch, and writing what has changed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use futures_util::future::join_all;
use sha2::{Digest as _, Sha256};

use super::document::{self, Joined};
use super::files::{Folder, hash};
use super::index;
use super::manifest::{Becomes, Entry, Facts, Manifest, State};
use super::names::DocumentName;
use super::plan::Plan;
use super::report::{Progress, Report};
use super::writer::{Told, Writer};
use crate::cli::Failure;
use crate::domain::chronicle::{Belonging, Thread, WholeThread};
use crate::domain::ids::EventKey;
use crate::domain::narrative::TEMPLATE;
use crate::domain::story::STORY;
use crate::domain::view::{Part, Parts, View};
use crate::domain::viewer::Viewer;
use crate::domain::workflow_state::WorkflowState;
use crate::service::Service;

/// How many documents are written between two times that the manifest is saved, at least and at most.
const STEP: Range<usize> = 100..2_000;

/// Which version of documents is written: part of each digest.
const FORMAT: &str = concat!("2 ", env!("CARGO_PKG_VERSION"));

/// What is done with files.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Manner {
    /// They are only looked at.
    pub(super) is_check: bool,
    /// Those that somebody changed are written anew as well.
    pub(super) is_forced: bool,
}

/// A run.
pub(super) struct Telling<'a> {
    service: &'a Service,
    writer: Writer<'a>,
    viewer: Viewer,
    folder: &'a Folder,
    manner: Manner,
    manifest: Manifest,
    plan: Plan,
    report: Report,
    /// Files that the manifest tells of and that aren't written yet.
    unwritten: Vec<(String, String)>,
}

/// A document that was told anew.
struct Made {
    place: usize,
    /// Who wrote it.
    by: String,
    digest: String,
    facts: Facts,
    text: String,
    /// Whether the model told it.
    is_retold: bool,
}

impl<'a> Telling<'a> {
    pub(super) fn new(
        (service, writer): (&'a Service, Writer<'a>),
        viewer: Viewer,
        (folder, manner): (&'a Folder, Manner),
        (manifest, plan): (Manifest, Plan),
    ) -> Self {
        let report = Report { workflows: plan.threads.len(), ..Report::default() };
        let unwritten = Vec::new();
        Self { service, writer, viewer, folder, manner, manifest, plan, report, unwritten }
    }

    /// Writes what has changed, and removes what is gone.
    ///
    /// # Errors
    /// When the database fails, or a file can't be read or written.
    pub(super) async fn run(mut self, progress: &Progress) -> Result<Report, Failure> {
        let mut gone: BTreeSet<DocumentName> = self.manifest.documents.keys().cloned().collect();
        for batch in self.plan.batches() {
            let end = batch.end;
            for place in self.tell(batch).await? {
                gone.remove(self.plan.name_of(place));
            }
            progress.tell(end, self.plan.threads.len());
        }
        self.flush()?;
        self.remove_gone(gone)?;
        self.write_pages()?;
        self.flush()?;
        self.save()?;
        self.report.written.sort_unstable();
        self.report.removed.sort_unstable();
        self.report.kept.sort_unstable();
        Ok(self.report)
    }

    /// Tells a batch, and returns the places of the threads that are there.
    async fn tell(&mut self, batch: Range<usize>) -> Result<Vec<usize>, Failure> {
        // Where a document is known, it takes little to see whether it still tells all.
        let is_known = |place: &usize| {
            let entry = self.manifest.documents.get(self.plan.name_of(*place));
            entry.is_some_and(|entry| !entry.gone && !entry.digest.is_empty())
        };
        let (known, mut changed): (Vec<usize>, Vec<usize>) = batch.partition(is_known);
        let mut there = Vec::new();
        for (place, whole) in self.read(&known, Parts::NONE.with(Part::Revision)).await? {
            there.push(place);
            let name = self.plan.name_of(place).clone();
            let state = self.state(&name)?;
            let is_same =
                self.manifest.documents[&name].digest == self.digest(&whole, self.writer.name());
            match state {
                State::Current if is_same => {
                    self.report.unchanged += 1;
                    if let Some(entry) = self.manifest.documents.get_mut(&name) {
                        entry.written.before = None;
                    }
                }
                State::Edited(_) if is_same && !self.manner.is_forced => {
                    self.report.kept.push(name.as_str().to_owned());
                }
                _ => changed.push(place),
            }
        }
        let read = self.read(&changed, STORY.with(Part::Revision)).await?;
        let names = self.first_events(&read).await?;
        for some in read.chunks(self.writer.at_once()) {
            let make = some.iter().map(|(place, whole)| self.make(*place, whole, &names));
            // What a model told is kept, whatever becomes of others.
            let (mut is_asked, mut failure) = (false, None);
            for made in join_all(make).await {
                match made {
                    Ok(made) => {
                        there.push(made.place);
                        is_asked |= made.by != TEMPLATE;
                        self.settle(made)?;
                    }
                    Err(error) => failure = Some(error),
                }
            }
            if is_asked || self.unwritten.len() >= self.step() {
                self.flush()?;
            }
            if let Some(error) = failure {
                return Err(error);
            }
        }
        Ok(there)
    }

    /// After how many documents the manifest is saved.
    fn step(&self) -> usize {
        (self.manifest.documents.len() / 20).clamp(STEP.start, STEP.end)
    }

    async fn read(
        &self,
        places: &[usize],
        parts: Parts,
    ) -> Result<Vec<(usize, WholeThread)>, Failure> {
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let view = View { viewer: self.viewer, parts };
        let threads: Vec<&Thread> = places.iter().map(|place| &self.plan.threads[*place]).collect();
        let read = self.service.whole_threads(view, &threads).await?;
        Ok(places
            .iter()
            .copied()
            .zip(read)
            .filter_map(|(place, one)| Some((place, one?)))
            .collect())
    }

    /// The places of the documents that belong to these, in the order of their names.
    fn found<'s>(&'s self, joined: &'s BTreeSet<Belonging>) -> impl Iterator<Item = usize> + 's {
        let places: BTreeSet<(&DocumentName, usize)> = joined
            .iter()
            .filter_map(|one| self.plan.find(one))
            .map(|place| (self.plan.name_of(place), place))
            .collect();
        places.into_iter().map(|(_, place)| place)
    }

    /// What the first events of the threads are called that these are joined with.
    async fn first_events(
        &self,
        read: &[(usize, WholeThread)],
    ) -> Result<HashMap<EventKey, String>, Failure> {
        let joined = read.iter().flat_map(|(_, whole)| [&whole.follows, &whole.led_to]);
        let places = joined.flat_map(|joined| self.found(joined));
        let keys: HashSet<&EventKey> = places.map(|place| &self.plan.threads[place].key).collect();
        let keys: Vec<EventKey> = keys.into_iter().cloned().collect();
        let events = self.service.named_events(self.viewer, &keys).await?;
        Ok(events.into_iter().map(|event| (event.key(), event.event_name.clone())).collect())
    }

    /// A digest of what a document is told from, and by whom.
    fn digest(&self, whole: &WholeThread, by: &str) -> String {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update(text.len().to_be_bytes());
            hash.update(text);
        };
        add(FORMAT);
        add(by);
        add(self.service.public_url().unwrap_or_default());
        add(&WorkflowState::of(&whole.workflow, 0).to_string());
        for joined in [&whole.follows, &whole.led_to] {
            add("joined");
            for place in self.found(joined) {
                add(self.plan.name_of(place).as_str());
            }
        }
        hex::encode(&hash.finalize()[..16])
    }

    async fn make(
        &self,
        place: usize,
        whole: &WholeThread,
        names: &HashMap<EventKey, String>,
    ) -> Result<Made, Failure> {
        let story = self.service.story(&whole.workflow);
        // No model is asked for what isn't written.
        let is_kept = matches!(self.state(self.plan.name_of(place))?, State::Edited(_));
        let told = if self.manner.is_check || is_kept && !self.manner.is_forced {
            Told::by(TEMPLATE)
        } else {
            self.writer.write(self.plan.threads[place].key.tenant, &story).await?
        };
        let linked = |joined| {
            let linked = self.found(joined).map(|place| {
                let name = names.get(&self.plan.threads[place].key);
                (self.plan.name_of(place), name.map(String::as_str))
            });
            linked.collect()
        };
        let joined = Joined { follows: linked(&whole.follows), led_to: linked(&whole.led_to) };
        let retold = told.retold.as_ref().map(|retold| (retold, told.by.as_str()));
        let name = self.plan.name_of(place);
        Ok(Made {
            digest: self.digest(whole, &told.by),
            facts: document::facts(&story),
            text: document::text(self.service, name, (&story, retold), &joined),
            is_retold: retold.is_some(),
            place,
            by: told.by,
        })
    }

    fn state(&self, name: &DocumentName) -> Result<State, Failure> {
        let found = self.folder.find(name.as_str())?;
        let written = self.manifest.documents.get(name).map(|entry| entry.written.clone());
        Ok(written.unwrap_or_default().state(found))
    }

    /// Decides what becomes of a document's file.
    fn settle(&mut self, made: Made) -> Result<(), Failure> {
        let place = made.place;
        let name = self.plan.name_of(place).clone();
        let state = self.state(&name)?;
        if made.is_retold {
            self.report.retold += 1;
        } else if self.writer.is_model() && !self.manner.is_check {
            self.report.not_retold += 1;
        }
        let new = || Entry::new(&self.plan.threads[place].name());
        let known = self.manifest.documents.get(&name);
        let (is_known, mut entry) = (known.is_some(), known.cloned().unwrap_or_else(new));
        entry.gone = false;
        entry.facts = made.facts;
        let (path, hash) = (name.as_str().to_owned(), hash(made.text.as_bytes()));
        match entry.written.decide(state, hash.clone(), self.manner.is_forced) {
            Becomes::AsItIs(written) => {
                (entry.digest, entry.written) = (made.digest, written);
                self.report.unchanged += 1;
            }
            Becomes::Kept => {
                // By what was written last it is known when somebody takes the change back.
                if !is_known {
                    (entry.digest, entry.written.hash) = (made.digest, hash);
                }
                self.report.kept.push(path);
            }
            Becomes::Written(written) => {
                (entry.digest, entry.written) = (made.digest, written);
                self.unwritten.push((path, made.text));
            }
        }
        self.manifest.documents.insert(name, entry);
        Ok(())
    }

    fn save(&mut self) -> Result<(), Failure> {
        if self.manner.is_check { Ok(()) } else { self.manifest.save(self.folder) }
    }

    /// Saves the manifest, writes what it tells of, and notes that this is done.
    fn flush(&mut self) -> Result<(), Failure> {
        self.save()?;
        let unwritten = std::mem::take(&mut self.unwritten);
        if !self.manner.is_check {
            for (path, text) in &unwritten {
                self.folder.write(path, text)?;
            }
        }
        for (path, _) in unwritten {
            let document = DocumentName::try_from(path.clone()).ok();
            let entry = document.and_then(|name| self.manifest.documents.get_mut(&name));
            let page = self.manifest.pages.get_mut(&path);
            if let Some(written) = entry.map(|entry| &mut entry.written).or(page) {
                written.before = None;
            }
            self.report.written.push(path);
        }
        Ok(())
    }

    /// Removes the documents of threads that are gone, but for those that somebody changed.
    fn remove_gone(&mut self, gone: BTreeSet<DocumentName>) -> Result<(), Failure> {
        for name in gone {
            let state = self.state(&name)?;
            let is_kept = matches!(state, State::Edited(_)) && !self.manner.is_forced;
            if is_kept {
                self.report.kept.push(name.as_str().to_owned());
                if let Some(entry) = self.manifest.documents.get_mut(&name) {
                    entry.gone = true;
                }
                continue;
            }
            if state != State::Missing {
                self.report.removed.push(name.as_str().to_owned());
            }
            if !self.manner.is_check {
                self.folder.remove(name.as_str())?;
            }
            self.manifest.documents.remove(&name);
        }
        Ok(())
    }

    /// Decides what becomes of the lists.
    fn write_pages(&mut self) -> Result<(), Failure> {
        let pages = index::pages(&self.manifest);
        let old: Vec<String> = self.manifest.pages.keys().cloned().collect();
        for path in old.into_iter().filter(|path| !pages.contains_key(path)) {
            let state = self.manifest.pages[&path].state(self.folder.find(&path)?);
            if matches!(state, State::Edited(_)) && !self.manner.is_forced {
                self.report.kept.push(path);
                continue;
            }
            if state != State::Missing {
                self.report.removed.push(path.clone());
            }
            if !self.manner.is_check {
                self.folder.remove(&path)?;
            }
            self.manifest.pages.remove(&path);
        }
        for (path, text) in pages {
            let known = self.manifest.pages.get(&path).cloned().unwrap_or_default();
            let state = known.state(self.folder.find(&path)?);
            match known.decide(state, hash(text.as_bytes()), self.manner.is_forced) {
                Becomes::AsItIs(written) => {
                    self.report.unchanged += 1;
                    self.manifest.pages.insert(path, written);
                }
                Becomes::Kept => self.report.kept.push(path),
                Becomes::Written(written) => {
                    self.manifest.pages.insert(path.clone(), written);
                    self.unwritten.push((path, text));
                }
            }
        }
        Ok(())
    }
}
