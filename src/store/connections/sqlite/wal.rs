//! Keeping the write-ahead log of SQLite short.
//!
//! SQLite writes what is in its log into the database by and by, but begins the log anew only at a moment when
//! nobody reads it. While reads overlap there is none, and the log grows with every write. So once it is
//! long, reads that would begin wait until those that run have ended, and the log is emptied.
//!
//! Source: <https://www.sqlite.org/wal.html>, section 6

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::time::timeout;

use super::file::OpenFile;

/// How long the log may become before it is emptied, in bytes.
const LONG: u64 = 16 << 20;

/// How long reads that would begin wait for those that run, and how long they don't before the next
/// attempt: one that takes for ever must not hold up the others for as long.
pub(in crate::store) const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_secs(1);

/// A file of SQLite, its log, and who reads them.
#[derive(Debug)]
pub(in crate::store) struct WriteAheadLog {
    pub(in crate::store) file: OpenFile,
    /// Held for each read, and alone while the log is emptied.
    reads: RwLock<()>,
    /// When an attempt to empty the log may begin.
    next: Mutex<Instant>,
}

impl WriteAheadLog {
    pub(in crate::store) fn new(file: OpenFile) -> Arc<Self> {
        Arc::new(Self { file, reads: RwLock::new(()), next: Mutex::new(Instant::now()) })
    }

    /// Lets a read begin that ends before what is returned is dropped.
    pub(in crate::store) async fn read(&self) -> RwLockReadGuard<'_, ()> {
        self.reads.read().await
    }

    /// Whether the log is to be emptied now: whoever is told so does it.
    pub(in crate::store) fn is_due(&self) -> bool {
        if self.file.log_size() <= LONG {
            return false;
        }
        let (now, mut next) =
            (Instant::now(), self.next.lock().unwrap_or_else(PoisonError::into_inner));
        let is_due = *next <= now;
        if is_due {
            *next = now + PATIENCE + PAUSE;
        }
        is_due
    }

    /// Waits until nothing is read, and lets nothing begin until what is returned is dropped. `None` when
    /// that takes too long.
    pub(in crate::store) async fn still(&self) -> Option<RwLockWriteGuard<'_, ()>> {
        timeout(PATIENCE, self.reads.write()).await.ok()
    }
}
