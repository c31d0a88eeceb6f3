//! For which operations a mechanism could matter, and operations that differ in what others have in common.

use event_mesh::config::Mechanism;
use support::json;

use crate::history::{self, NAMES};
use crate::operations::{OPERATIONS, Operation};

/// Pages of many sizes, of which clients ask for one after the other.
const SIZES: Operation = Operation {
    key: "sizes",
    title: "1 to 100 newest of a name",
    clients: &[64],
    document: "query Sizes($name: String!, $first: Int!) {
        events(filter: { eventName: { eq: $name } }, first: $first) {
            nodes { id eventName timestamp payload }
        }
    }",
    requests: |events| {
        let newest = NAMES.map(|name| (name, history::newest(name, events)));
        let ask = |size: usize| {
            let (name, id) = &newest[size % newest.len()];
            (json!({ "name": name, "first": 1 + size * 37 % 100 }), id.clone())
        };
        (0..1_200).map(ask).collect()
    },
    script: |_| String::new(),
};

/// An operation, how many clients ask, and what could matter for it.
pub(crate) type Question = (&'static str, usize, &'static [Mechanism]);

/// What is measured.
pub(crate) const QUESTIONS: [Question; 11] = {
    use Mechanism::{
        BareSchema, EventText, FastValidation, PageSizes, RelatedText, SecondPublisher,
        SharedLookups, SharedStatements, Turns,
    };
    [
        ("O1", 64, &[SharedLookups, EventText, FastValidation, BareSchema]),
        ("O2", 64, &[SharedStatements, EventText, FastValidation, BareSchema]),
        ("O3", 64, &[SharedStatements, EventText, RelatedText, BareSchema]),
        ("O4", 64, &[SharedStatements, SharedLookups, EventText, RelatedText]),
        ("O5a", 16, &[SharedStatements, SharedLookups, RelatedText]),
        ("O5b", 16, &[SharedStatements, EventText, RelatedText]),
        ("O6", 64, &[SecondPublisher, Turns, EventText, FastValidation, BareSchema]),
        ("O6", 1, &[SecondPublisher, Turns]),
        ("O6m", 16, &[SecondPublisher, Turns]),
        ("O7", 64, &[SharedLookups, EventText, FastValidation, BareSchema]),
        ("sizes", 64, &[PageSizes, SharedStatements]),
    ]
};

/// The operation with this key.
pub(crate) fn operation(key: &str) -> Operation {
    let mut all = OPERATIONS.into_iter().chain([SIZES]);
    all.find(|operation| operation.key == key).expect("an operation")
}
