//! The file of an embedded database, looked at where SQLite doesn't: before it is opened, when SQLite says of
//! all that is wrong with it that it can't be; and while it is open, when somebody may put another one in
//! its place.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use crate::store::error::StoreError;
use crate::store::trouble::Trouble;

/// What every database of SQLite begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// How much room there is to be beside a file, in bytes: more than most transactions need.
const ROOM: usize = 1 << 20;

/// Opens a file once, and makes it where there is none and `creates` is set: for its owner alone, as
/// SQLite then makes what it keeps beside it.
///
/// # Errors
/// With its path, and why it can't be used.
pub(in crate::store) fn prepare(path: &Path, creates: bool) -> Result<(), StoreError> {
    let file = path.display();
    let refuse = |message: String| Err(StoreError::Unavailable(message));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return refuse(format!("{file}: there is no folder {}", folder.display()));
    }
    if path.is_dir() {
        return refuse(format!("{file} is a folder: database.url names the file in it"));
    }
    let opened = OpenOptions::new().read(true).write(true).create(creates).mode(0o600).open(path);
    let mut head = Vec::new();
    let read = opened.and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut head));
    match read {
        Err(error) => refuse(format!("{file} can't be read and written: {error}")),
        Ok(length) if length > 0 && head != MAGIC => {
            refuse(format!("{file} is no SQLite database"))
        }
        Ok(_) => Ok(()),
    }
}

/// Whether there is room to write beside the file.
///
/// # Errors
/// Why there is none.
pub(in crate::store) fn check_room(path: &Path) -> Result<(), StoreError> {
    let mut scratch = path.as_os_str().to_owned();
    scratch.push(format!("-room-{}", std::process::id()));
    let scratch = Path::new(&scratch);
    let fill = |mut file: File| file.write_all(&vec![0; ROOM]).and_then(|()| file.sync_all());
    let filled = File::create(scratch).and_then(fill);
    let removed = std::fs::remove_file(scratch);
    filled.and(removed).map_err(|error| {
        let trouble = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Trouble::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem => Trouble::ReadOnly,
            _ => Trouble::Disk,
        };
        StoreError::Trouble(trouble, format!("{}: {error}", scratch.display()))
    })
}

/// A file that SQLite has open.
#[derive(Debug, Clone)]
pub(in crate::store) struct OpenFile {
    path: PathBuf,
    /// The device, and the number there.
    identity: (u64, u64),
    log: PathBuf,
}

impl OpenFile {
    /// The file at this path, which was opened just now.
    ///
    /// # Errors
    /// When there is none.
    pub(in crate::store) fn at(path: &Path) -> Result<Self, StoreError> {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let identity = identity(path).map_err(|error| gone(path, error))?;
        Ok(Self { path: path.to_owned(), identity, log: log.into() })
    }

    /// Refuses to go on where its path leads to nothing, or to another file: what is written into this one
    /// nobody would find again.
    ///
    /// # Errors
    /// Then.
    pub(in crate::store) fn check(&self) -> Result<(), StoreError> {
        match identity(&self.path) {
            Ok(identity) if identity == self.identity => Ok(()),
            Ok(_) => Err(gone(&self.path, "it is another file")),
            Err(error) => Err(gone(&self.path, error)),
        }
    }

    /// How large the write-ahead log beside it is, in bytes.
    pub(in crate::store) fn log_size(&self) -> u64 {
        std::fs::metadata(&self.log).map_or(0, |log| log.len())
    }

    /// Where it is.
    pub(in crate::store) fn path(&self) -> &Path {
        &self.path
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let file = std::fs::metadata(path)?;
    Ok((file.dev(), file.ino()))
}

fn gone(path: &Path, why: impl fmt::Display) -> StoreError {
    let message = format!(
        "{}: {why}; put it back, or start the server again with what is there now",
        path.display()
    );
    StoreError::Trouble(Trouble::FileGone, message)
}
