//! What a run did, and how far it is.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;

/// What a run did, or would do.
#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    /// How many workflows there are.
    pub(super) workflows: usize,
    /// The files that were written.
    pub(super) written: Vec<String>,
    /// The files that were removed.
    pub(super) removed: Vec<String>,
    /// The files that stay as somebody changed them.
    pub(super) kept: Vec<String>,
    /// How many files stay as they were written.
    pub(super) unchanged: usize,
    /// How many workflows a model told.
    pub(super) retold: usize,
    /// How many it was to tell and the template tells alone.
    pub(super) not_retold: usize,
}

impl Report {
    /// Whether no file is written or removed.
    pub(super) fn is_nothing(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }

    /// The report in words. Of files that were only looked at each is named.
    pub(super) fn text(&self, is_check: bool) -> String {
        let mut text = String::new();
        if is_check {
            for (words, files) in [("would write", &self.written), ("would remove", &self.removed)]
            {
                for file in files {
                    // Writing to a String never fails.
                    let _ = writeln!(text, "{words} {file}");
                }
            }
        }
        for file in &self.kept {
            let _ = writeln!(text, "kept {file}, which was changed by hand");
        }
        let Self { workflows, written, removed, kept, unchanged, retold, not_retold } = self;
        let _ = writeln!(
            text,
            "{workflows} workflows; files: {} {}, {} {}, {unchanged} unchanged, {} kept",
            written.len(),
            if is_check { "to write" } else { "written" },
            removed.len(),
            if is_check { "to remove" } else { "removed" },
            kept.len(),
        );
        if retold + not_retold > 0 {
            let _ =
                writeln!(text, "told by the model: {retold}, by the template alone: {not_retold}");
        }
        text
    }
}

/// Tells how far a run is, where somebody looks on.
#[derive(Debug)]
pub(super) struct Progress {
    is_shown: bool,
}

impl Progress {
    /// On standard error, where that is a terminal.
    pub(super) fn on_terminal() -> Self {
        Self { is_shown: io::stderr().is_terminal() }
    }

    /// So many workflows of so many were looked at.
    pub(super) fn tell(&self, done: usize, all: usize) {
        if self.is_shown {
            let end = if done == all { "\n" } else { "" };
            // Whoever closed it doesn't look on.
            let _ = write!(io::stderr(), "\r{done} of {all} workflows{end}");
        }
    }
}
