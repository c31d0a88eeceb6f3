//! Telling of commits, within this process.

use tokio::sync::watch;

/// Tells of commits. What is told while nobody waits is told once to who waits next.
#[derive(Debug, Clone)]
pub(in crate::store) struct Commits {
    pub(in crate::store) own: watch::Sender<()>,
    pub(in crate::store) any: watch::Sender<()>,
}

impl Commits {
    pub(in crate::store) fn new() -> Self {
        Self { own: watch::Sender::new(()), any: watch::Sender::new(()) }
    }

    /// This process committed something.
    pub(in crate::store) fn announce(&self) {
        self.own.send_replace(());
        self.any.send_replace(());
    }

    /// Is told of commits from now on, as far as they are known here.
    pub(in crate::store) fn subscribe(&self) -> watch::Receiver<()> {
        self.any.subscribe()
    }
}
