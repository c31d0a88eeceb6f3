//! Any header is read, and what it accepts is what a client of it gets.

use event_mesh::http::accept::{Accept, MediaType};

/// Panics where what was read is not as it should be.
pub fn check(header: &str) {
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
}
