//! Nobody sees, counts, links to or changes the events of another tenant, through any door.

mod policies;
mod random;
mod rows;
mod search;
mod shared_ids;
mod supabase;
mod together;
pub(crate) mod token;
