//! The file of an embedded database, looked at before SQLite does, which says of all that is wrong with
//! one that it can't be opened.

use std::fs::OpenOptions;
use std::io::Read as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::StoreError;

/// What every database of SQLite begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Opens a file once, and makes it where there is none and `creates` is set: for its owner alone, as
/// SQLite then makes what it keeps beside it.
///
/// # Errors
/// With its path, and why it can't be used.
pub(super) fn prepare(path: &Path, creates: bool) -> Result<(), StoreError> {
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
