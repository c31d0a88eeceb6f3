//! Nobody sees, counts, links to or changes the events of another tenant, through any door.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

#[cfg(not(feature = "without-predicate"))]
mod policies;
mod random;
#[cfg(not(feature = "without-predicate"))]
mod supabase;
mod token;
