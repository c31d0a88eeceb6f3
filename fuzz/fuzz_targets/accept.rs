//! Any header is read, and what it accepts is what a client of it gets.
#![no_main]

use event_mesh::http::accept::{Accept, MediaType};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|header: &str| {
    let accept = Accept::parse(header);
    let best = accept.best(&MediaType::ALL);
    // The best of all is the best of some, as long as it is among them.
    for form in MediaType::ALL {
        let alone = accept.best(&[form]);
        assert!(alone.is_none() || alone == Some(form));
        if best == Some(form) {
            assert_eq!(alone, best);
        }
    }
    assert_eq!(best.is_none(), MediaType::ALL.iter().all(|form| accept.best(&[*form]).is_none()));
    assert_eq!(accept.best(&[]), None);
    // A range that no answer has changes nothing.
    if !header.trim().is_empty() {
        assert_eq!(Accept::parse(&format!("{header},image/png")), accept);
    }
});
