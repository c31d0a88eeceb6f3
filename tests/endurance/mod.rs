//! Event streams in trouble: transactions that end late, servers and databases that end. Nothing may
//! be left out, and nothing may come twice.

mod failover;
mod processes;
mod restarts;
mod restored;
mod writers;
