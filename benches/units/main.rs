//! What parts of the server take that do no I/O: time for one call each.
//!
//! `cargo bench --bench units`, or `cargo bench --bench units -- walk` for some of them.
#![expect(clippy::expect_used, reason = "a bench that can't go on ends")]

mod documents;
mod filters;
mod texts;
mod walks;
mod words;

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default().without_plots().configure_from_args();
    documents::bench(&mut criterion);
    filters::bench(&mut criterion);
    walks::bench(&mut criterion);
    texts::bench(&mut criterion);
    words::bench(&mut criterion);
    criterion.final_summary();
}
