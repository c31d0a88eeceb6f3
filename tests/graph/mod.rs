//! What the server says about links, held against a plain model, over HTTP, on both databases.

mod adopted;
mod answer;
mod batch;
mod budget;
mod chain;
mod depth;
mod folding;
mod hub;
mod ladder;
mod model;
mod order;
mod random;
