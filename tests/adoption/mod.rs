//! Histories of the original TypeScript layer: taken over, and given back.

mod given_back;
mod history;
mod interrupted;
mod large;
mod outcomes;
mod policies;
mod program;
mod refused;
mod taken;
