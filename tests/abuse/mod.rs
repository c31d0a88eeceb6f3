//! What a client could do to harm the server: refused with the right code, or served, and in either
//! case without much work or memory. `-- --nocapture` prints what each attack costs.
#![cfg(target_os = "linux")]

mod agents;
mod attack;
mod bodies;
mod client;
mod corpus;
mod deaf;
mod documents;
mod half_open;
mod report;
mod sockets;
mod subscriber;
mod victim;
mod wire;
