//! What the codes of databases mean: the one table of them.
//!
//! Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>,
//! <https://www.sqlite.org/rescode.html>

use std::fmt;

/// What keeps a database from working for now. Nothing of what was asked for was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// It is a standby, or read-only.
    ReadOnly,
    /// Its disk has no room.
    DiskFull,
    /// Its disk can't be read or written.
    Disk,
    /// It has no memory left.
    Memory,
    /// It takes no more connections.
    Connections,
    /// The file of an embedded one is not at its path any more.
    FileGone,
}

impl Trouble {
    /// What it is, as a sentence without an end.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "the database is read-only",
            Self::DiskFull => "the disk of the database is full",
            Self::Disk => "the database can't read or write its disk",
            Self::Memory => "the database is out of memory",
            Self::Connections => "the database takes no more connections",
            Self::FileGone => "the file of the database was removed or replaced",
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a code means for those who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Meaning {
    /// It took too long, or waited for others for too long, and was taken back.
    Timeout,
    /// Others were faster; the same may succeed when it is tried again.
    Race,
    /// There is no connection, or none for long.
    Unreachable,
    /// Something keeps the database from working.
    Trouble(Trouble),
    /// What the SQL of a migration raises.
    Raised,
    /// A defect of ours, or damage.
    Defect,
}

impl Meaning {
    /// What this code means: an SQLSTATE, which has five characters, or a result code of SQLite in
    /// decimal, which has fewer.
    pub(in crate::store) fn of(code: &str) -> Self {
        match code.len() {
            5 => Self::of_state(code),
            _ => code.parse().map_or(Self::Defect, Self::of_sqlite),
        }
    }

    fn of_state(code: &str) -> Self {
        match (code.get(..2).unwrap_or_default(), code) {
            // query_canceled by statement_timeout, lock_not_available.
            (_, "57014" | "55P03") => Self::Timeout,
            // serialization_failure, deadlock_detected.
            (_, "40001" | "40P01") => Self::Race,
            (_, "25006") => Self::Trouble(Trouble::ReadOnly),
            (_, "P0001") => Self::Raised,
            (_, "53200") => Self::Trouble(Trouble::Memory),
            // too_many_connections.
            (_, "53300") => Self::Trouble(Trouble::Connections),
            (_, "53100") => Self::Trouble(Trouble::DiskFull),
            // io_error, and files that are missing.
            ("58", _) => Self::Trouble(Trouble::Disk),
            // The connection broke; something is at its limit; the server shuts down, crashed, or starts, or the
            // database is dropped; a transaction idled for too long; object_in_use.
            ("08" | "53" | "57", _) | (_, "25P03" | "55006") => Self::Unreachable,
            _ => Self::Defect,
        }
    }

    /// The lowest byte is the primary code.
    const fn of_sqlite(code: u32) -> Self {
        match code & 0xff {
            // SQLITE_BUSY, SQLITE_INTERRUPT.
            5 | 9 => Self::Timeout,
            // SQLITE_LOCKED.
            6 => Self::Race,
            // SQLITE_NOMEM.
            7 => Self::Trouble(Trouble::Memory),
            // SQLITE_READONLY.
            8 => Self::Trouble(Trouble::ReadOnly),
            // SQLITE_IOERR, SQLITE_CANTOPEN.
            10 | 14 => Self::Trouble(Trouble::Disk),
            // SQLITE_FULL.
            13 => Self::Trouble(Trouble::DiskFull),
            _ => Self::Defect,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Meaning, Trouble};

    #[test]
    fn codes_of_both_databases_mean_the_same() {
        let table = [
            ("08000", Meaning::Unreachable),
            ("08006", Meaning::Unreachable),
            ("25006", Meaning::Trouble(Trouble::ReadOnly)),
            ("8", Meaning::Trouble(Trouble::ReadOnly)),
            ("1032", Meaning::Trouble(Trouble::ReadOnly)),
            ("53100", Meaning::Trouble(Trouble::DiskFull)),
            ("53400", Meaning::Unreachable),
            ("25P03", Meaning::Unreachable),
            ("13", Meaning::Trouble(Trouble::DiskFull)),
            ("53200", Meaning::Trouble(Trouble::Memory)),
            ("7", Meaning::Trouble(Trouble::Memory)),
            ("53300", Meaning::Trouble(Trouble::Connections)),
            ("58030", Meaning::Trouble(Trouble::Disk)),
            ("58P01", Meaning::Trouble(Trouble::Disk)),
            ("10", Meaning::Trouble(Trouble::Disk)),
            ("778", Meaning::Trouble(Trouble::Disk)),
            ("14", Meaning::Trouble(Trouble::Disk)),
            ("57P01", Meaning::Unreachable),
            ("57P03", Meaning::Unreachable),
            ("57P05", Meaning::Unreachable),
            ("55006", Meaning::Unreachable),
            ("57014", Meaning::Timeout),
            ("55P03", Meaning::Timeout),
            ("5", Meaning::Timeout),
            ("517", Meaning::Timeout),
            ("9", Meaning::Timeout),
            ("40001", Meaning::Race),
            ("40P01", Meaning::Race),
            ("6", Meaning::Race),
            ("23505", Meaning::Defect),
            ("42P01", Meaning::Defect),
            ("11", Meaning::Defect),
            ("", Meaning::Defect),
        ];
        for (code, meaning) in table {
            assert_eq!(Meaning::of(code), meaning, "{code}");
        }
    }
}
