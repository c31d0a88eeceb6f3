//! `event-mesh api-key`.

use std::io::{self, Write as _};

use super::Failure;
use crate::http::auth::NewApiKey;

/// Prints a key and its hash, a line each, and on standard error what they are for.
pub(super) fn run() -> Result<(), Failure> {
    let NewApiKey { key, hash } = NewApiKey::generate()?;
    writeln!(io::stdout(), "{key}\n{hash}")?;
    let meaning = "The first line is the key, for the back end alone: Authorization: Bearer emk_…\n\
        The second is its hash, for the list auth.api_keys.";
    // Whoever reads only the two lines needs no explanation.
    let _ = writeln!(io::stderr(), "{meaning}");
    Ok(())
}
