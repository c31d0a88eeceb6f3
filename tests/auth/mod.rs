//! Authentication: who is let in with what, and what is done against those who aren't.
//!
//! The keys under `keys` are for these tests alone, and known to everybody.

mod algorithms;
mod api_keys;
mod claims;
mod event_fields;
mod failing;
mod floods;
mod minting;
mod published;
mod publisher;
mod requests;
mod settings;
mod signer;
mod sockets;
mod streams;
mod subjects;
mod supabase;
mod time;
