//! The file of an embedded database, looked at before SQLite does, which says of all that is wrong with
//! one that it can't be opened.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::{StoreError, Trouble};

/// What every database of SQLite begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// How much room there is to be beside a file, in bytes: more than most transactions need.
const ROOM: usize = 1 << 20;

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

/// Whether there is room to write beside the file.
///
/// # Errors
/// Why there is none.
pub(super) fn check_room(path: &Path) -> Result<(), StoreError> {
    let mut scratch = path.as_os_str().to_owned();
    scratch.push("-room");
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
