//! Nobody sees, counts, links to or changes the events of another tenant, through any door.
#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that can't go on fails, and says how much it tried"
)]

#[cfg(not(feature = "without-predicate"))]
mod policies;
mod random;
#[cfg(not(feature = "without-predicate"))]
mod rows;
#[cfg(not(feature = "without-predicate"))]
mod supabase;
#[cfg(not(feature = "without-predicate"))]
mod together;
mod token;
