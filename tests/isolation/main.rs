//! Nobody sees, counts, links to or changes the events of another tenant, through any door.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

mod policies;
mod supabase;
