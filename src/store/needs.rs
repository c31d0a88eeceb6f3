//! What followers' filters need beside events: it is read once for all of them, with the news.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Store, StoreError};
use crate::domain::filter::{Filter, LinkFacts};
use crate::domain::ids::EventKey;
use crate::domain::log::{LogEntry, Story};
use crate::domain::view::{Parts, View};
use crate::domain::viewer::Viewer;

/// How many conditions on links are read with the news, a statement each. Those who follow with others read
/// the log themselves.
const CONDITIONS: usize = 8;

/// What those who follow need.
#[derive(Clone, Default)]
pub(super) struct Needs(Arc<Mutex<Needed>>);

#[derive(Default)]
struct Needed {
    /// How many look for text.
    texts: usize,
    /// Conditions on links, each with how many have it.
    conditions: Vec<(Filter, usize)>,
}

/// What one who follows needs: it is read with the news as long as this is there.
#[derive(Debug)]
pub struct Need {
    needs: Needs,
    has_text: bool,
    conditions: Vec<Filter>,
}

impl Needs {
    pub(super) fn add(&self, has_text: bool, conditions: Vec<Filter>) -> Need {
        let mut needed = self.lock();
        needed.texts += usize::from(has_text);
        for condition in &conditions {
            match needed.conditions.iter_mut().find(|(known, _)| known == condition) {
                Some((_, count)) => *count += 1,
                None => needed.conditions.push((condition.clone(), 1)),
            }
        }
        drop(needed);
        Need { needs: self.clone(), has_text, conditions }
    }

    /// Whether stories are read, and which conditions on links.
    fn now(&self) -> (bool, Vec<Filter>) {
        let needed = self.lock();
        let conditions = needed.conditions.iter().take(CONDITIONS);
        (needed.texts > 0, conditions.map(|(condition, _)| condition.clone()).collect())
    }

    /// A panic leaves nothing half done in there.
    fn lock(&self) -> MutexGuard<'_, Needed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Need {
    fn drop(&mut self) {
        let mut needed = self.needs.lock();
        needed.texts -= usize::from(self.has_text);
        for condition in &self.conditions {
            if let Some((_, count)) =
                needed.conditions.iter_mut().find(|(known, _)| known == condition)
            {
                *count -= 1;
            }
        }
        needed.conditions.retain(|(_, count)| *count > 0);
    }
}

impl fmt::Debug for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let needed = self.lock();
        let (texts, conditions) = (needed.texts, needed.conditions.len());
        f.debug_struct("Needs").field("texts", &texts).field("conditions", &conditions).finish()
    }
}

impl Store {
    /// Puts to changes of these events what followers need beside those.
    pub(super) async fn add_needed(
        &self,
        needs: &Needs,
        entries: &mut [LogEntry],
        keys: &[EventKey],
    ) -> Result<(), StoreError> {
        let (has_text, conditions) = needs.now();
        if keys.is_empty() {
            return Ok(());
        }
        if has_text {
            let stories = self.narratives(Viewer::Service, keys).await?;
            let stories: HashMap<_, _> =
                stories.into_iter().map(|story| (story.event.clone(), Arc::new(story))).collect();
            for entry in &mut *entries {
                entry.story = Story::Read(stories.get(&entry.event.key()).cloned());
            }
        }
        let view = View { viewer: Viewer::Service, parts: Parts::NONE };
        let mut facts = Vec::with_capacity(conditions.len());
        for condition in conditions {
            let met = self.events_by_key(view, keys, Some(&condition)).await?;
            let met: HashSet<_> = met.iter().map(|event| event.key()).collect();
            facts.push((condition, met));
        }
        let facts = LinkFacts::new(facts);
        for entry in entries {
            entry.links = facts.clone();
        }
        Ok(())
    }
}
