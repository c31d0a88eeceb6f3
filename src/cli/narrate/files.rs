//! The folder that is written to. A file is whole or not there at all, and nothing outside is touched.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::cli::Failure;

/// Where a file is written before it has its name.
const UNFINISHED: &str = ".event-mesh-narrate.tmp";

/// How large a file may be that is ours, in bytes: the manifest of a million documents.
const LARGEST: u64 = 1 << 30;

/// The folder.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    /// Held while we write: two runs would take each other's files for edited ones.
    _lock: Option<File>,
}

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A file with a text of this hash.
    Text(String),
    /// What we never write: a folder, a link, or a file that is too large.
    Other,
}

impl Folder {
    /// Opens the folder to look at it.
    pub(super) fn to_look_at(root: &Path) -> Self {
        Self { root: root.to_owned(), _lock: None }
    }

    /// Opens the folder to write into it, and makes it where it isn't there.
    ///
    /// # Errors
    /// When it can't be made, or another run writes into it.
    pub(super) fn to_write(root: &Path) -> Result<Self, Failure> {
        let failed = |error: io::Error| format!("can't write into {}: {error}", root.display());
        fs::create_dir_all(root).map_err(failed)?;
        let lock = File::open(root).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(format!("another run writes into {}", root.display()).into());
            }
            // Some file systems have no locks.
            Err(TryLockError::Error(error)) => tracing::debug!(%error, "the folder isn't locked"),
        }
        let folder = Self { root: root.to_owned(), _lock: Some(lock) };
        // A run that was killed may have left it.
        folder.remove(UNFINISHED)?;
        Ok(folder)
    }

    /// Where a file is.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The text of a file; `None` where there is none.
    ///
    /// # Errors
    /// When it can't be read, or is no file.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Failure> {
        match self.bytes(name)? {
            None => Ok(None),
            Some(Ok(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                Err(error) => Err(format!("{}: {error}", self.path(name).display()).into()),
            },
            Some(Err(())) => Err(format!("{} is no file", self.path(name).display()).into()),
        }
    }

    /// What is at a path.
    ///
    /// # Errors
    /// When it can't be read.
    pub(super) fn find(&self, name: &str) -> Result<Found, Failure> {
        Ok(match self.bytes(name)? {
            None => Found::Nothing,
            Some(Ok(bytes)) => Found::Text(hash(&bytes)),
            Some(Err(())) => Found::Other,
        })
    }

    /// Writes a file.
    ///
    /// # Errors
    /// When it can't be written.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        self.replace(name, text, false)
    }

    /// Writes a file, and waits until it is on the disk.
    ///
    /// # Errors
    /// When it can't be written.
    pub(super) fn write_durably(&self, name: &str, text: &str) -> Result<(), Failure> {
        self.replace(name, text, true)
    }

    /// Removes a file, and its folder where that is empty then.
    ///
    /// # Errors
    /// When it can't be removed.
    pub(super) fn remove(&self, name: &str) -> Result<(), Failure> {
        let path = self.inside(name)?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(format!("can't remove {}: {error}", path.display()).into());
            }
            _ => {}
        }
        if let Some(parent) = path.parent().filter(|parent| *parent != self.root) {
            // An error where something else is in it.
            let _ = fs::remove_dir(parent);
        }
        Ok(())
    }

    /// The content of a file; an error in its place for what is no file of ours.
    fn bytes(&self, name: &str) -> Result<Option<Result<Vec<u8>, ()>>, Failure> {
        let path = self.inside(name)?;
        let failed = |error: io::Error| format!("can't read {}: {error}", path.display());
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(error).into()),
            Ok(found) if found.is_file() && found.len() <= LARGEST => {
                Ok(Some(Ok(fs::read(&path).map_err(failed)?)))
            }
            Ok(_) => Ok(Some(Err(()))),
        }
    }

    fn replace(&self, name: &str, text: &str, is_durable: bool) -> Result<(), Failure> {
        let path = self.inside(name)?;
        let failed = |error: io::Error| format!("can't write {}: {error}", path.display());
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        let unfinished = self.path(UNFINISHED);
        self.remove(UNFINISHED)?;
        let mut file =
            OpenOptions::new().write(true).create_new(true).open(&unfinished).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        if is_durable {
            file.sync_all().map_err(failed)?;
        }
        drop(file);
        fs::rename(&unfinished, &path).map_err(failed)?;
        Ok(())
    }

    /// Where a file is, unless a link leads there.
    fn inside(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.path(name);
        let parent = path.parent().filter(|parent| *parent != self.root);
        let is_link =
            |folder: &Path| fs::symlink_metadata(folder).is_ok_and(|found| found.is_symlink());
        if let Some(parent) = parent.filter(|parent| is_link(parent)) {
            let message = format!("{} is a link, which is not followed", parent.display());
            return Err(message.into());
        }
        Ok(path)
    }
}

/// The hash of a text, whatever its lines end with: version control may have changed that.
pub(super) fn hash(text: &[u8]) -> String {
    let mut hash = Sha256::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(line) => {
                hash.update(line);
                hash.update(b"\n");
            }
            None => hash.update(line),
        }
    }
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_make_no_difference() {
        assert_eq!(hash(b"a\r\nb\r\n"), hash(b"a\nb\n"));
        assert_ne!(hash(b"a\rb"), hash(b"a\nb"));
    }

    #[test]
    fn links_are_neither_followed_nor_taken_for_files() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let files = Folder::to_write(folder.path()).unwrap();
        Folder::to_write(folder.path()).unwrap_err();
        std::os::unix::fs::symlink(other.path(), folder.path().join("2026")).unwrap();
        files.write("2026/a.md", "x").unwrap_err();
        files.remove("2026/a.md").unwrap_err();
        let outside = other.path().join("file");
        fs::write(&outside, "x").unwrap();
        for name in ["index.md", UNFINISHED] {
            std::os::unix::fs::symlink(&outside, folder.path().join(name)).unwrap();
        }
        assert_eq!(files.find("index.md").unwrap(), Found::Other);
        files.write("index.md", "y").unwrap();
        assert_eq!(files.text("index.md").unwrap().as_deref(), Some("y"));
        assert_eq!(fs::read_to_string(outside).unwrap(), "x");
    }
}
