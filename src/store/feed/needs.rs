//! What followers' filters need beside events: it is read once for all of them, with the news.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::filter::{Filter, LinkFacts};
use crate::domain::ids::{EventKey, TenantId};
use crate::domain::log::{LogEntry, Story, Told};
use crate::domain::view::{Parts, View};
use crate::domain::viewer::{Scope, Viewer};
use crate::store::error::StoreError;
use crate::store::read::Reader;

/// How many conditions on links are read with the news, a statement each. Those who follow with others read
/// the log themselves.
const CONDITIONS: usize = 8;

/// What those who follow need.
#[derive(Clone, Default)]
pub(in crate::store) struct Needs(Arc<Mutex<HashMap<Scope, Needed>>>);

/// What those need who see the same events.
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
    scope: Scope,
    has_text: bool,
    conditions: Vec<Filter>,
}

impl Needs {
    pub(in crate::store) fn add(
        &self,
        scope: Scope,
        has_text: bool,
        conditions: Vec<Filter>,
    ) -> Need {
        let mut needs = self.lock();
        let needed = needs.entry(scope).or_default();
        needed.texts += usize::from(has_text);
        for condition in &conditions {
            match needed.conditions.iter_mut().find(|(known, _)| known == condition) {
                Some((_, count)) => *count += 1,
                None => needed.conditions.push((condition.clone(), 1)),
            }
        }
        drop(needs);
        Need { needs: self.clone(), scope, has_text, conditions }
    }

    /// Whether somebody looks for text who sees the events of a tenant.
    fn want_text(&self, tenant: TenantId) -> bool {
        let needs = self.lock();
        let scopes = [Scope::All, Scope::Tenant(tenant)];
        scopes.iter().any(|scope| needs.get(scope).is_some_and(|needed| needed.texts > 0))
    }

    /// The conditions of those who see events of these tenants: first those that any of them may have.
    fn conditions(&self, tenants: &HashSet<TenantId>) -> Vec<Filter> {
        let needs = self.lock();
        let scopes = tenants.iter().copied().map(Scope::Tenant).chain([Scope::All]);
        let needed = scopes.filter_map(|scope| needs.get(&scope));
        let mut conditions: Vec<Filter> = Vec::new();
        for (condition, _) in needed.flat_map(|needed| &needed.conditions) {
            if !conditions.contains(condition) {
                conditions.push(condition.clone());
            }
        }
        conditions.sort_by_key(|condition| !matches!(condition, Filter::HasEffects(_)));
        conditions.truncate(CONDITIONS);
        conditions
    }

    /// A panic leaves nothing half done in there.
    fn lock(&self) -> MutexGuard<'_, HashMap<Scope, Needed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Need {
    fn drop(&mut self) {
        let mut needs = self.needs.lock();
        let Some(needed) = needs.get_mut(&self.scope) else { return };
        needed.texts -= usize::from(self.has_text);
        for (known, count) in &mut needed.conditions {
            *count -= usize::from(self.conditions.contains(known));
        }
        needed.conditions.retain(|(_, count)| *count > 0);
        if needed.texts == 0 && needed.conditions.is_empty() {
            needs.remove(&self.scope);
        }
    }
}

impl fmt::Debug for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Needs").field("scopes", &self.lock().len()).finish()
    }
}

impl Needs {
    /// Puts to changes of these events what followers need beside those.
    pub(super) async fn add_to(
        &self,
        reader: &Reader,
        entries: &mut [LogEntry],
        keys: &[EventKey],
    ) -> Result<(), StoreError> {
        let wanted = keys.iter().filter(|key| self.want_text(key.tenant));
        let wanted: Vec<EventKey> = wanted.cloned().collect();
        if !wanted.is_empty() {
            add_stories(reader, entries, &wanted).await?;
        }
        let conditions = self.conditions(&keys.iter().map(|key| key.tenant).collect());
        if conditions.is_empty() {
            return Ok(());
        }
        let view = View { viewer: Viewer::Service, parts: Parts::NONE };
        let mut facts = Vec::with_capacity(conditions.len());
        for condition in conditions {
            let met = reader.events_by_key(view, keys, Some(&condition)).await?;
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

/// Puts to changes of these events what is written about those.
async fn add_stories(
    reader: &Reader,
    entries: &mut [LogEntry],
    keys: &[EventKey],
) -> Result<(), StoreError> {
    let stories = reader.narratives(Viewer::Service, keys).await?;
    let mut stories: HashMap<_, _> =
        stories.into_iter().map(|story| (story.event.clone(), story)).collect();
    let told = keys.iter().map(|key| (key, Arc::new(Told::new(stories.remove(key)))));
    let told: HashMap<&EventKey, Arc<Told>> = told.collect();
    for entry in entries {
        if let Some(told) = told.get(&entry.event.key()) {
            entry.story = Story::Read(Arc::clone(told));
        }
    }
    Ok(())
}
