//! The tools for agents: what they answer to whom, within which bounds.

mod bounds;
mod client;
mod explained;
mod pages;
mod surface;
mod tenants;
mod told;
