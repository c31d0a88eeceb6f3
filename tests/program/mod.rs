//! The `event-mesh` program as users run it: a process of its own.

mod commands;
mod credentials;
mod full_disk;
mod lingering;
mod migrations;
mod pooler;
pub(crate) mod process;
mod set_ups;
mod settings;
mod stops;
mod supabase;
mod wrong_settings;
