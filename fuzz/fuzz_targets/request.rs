//! Any text is refused, or is a request with a document.
#![no_main]

use event_mesh::graphql::Request;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(request) = Request::from_json(text) {
        let names_one = request.query.is_some() || request.document_id.is_some();
        assert!(names_one || request.extensions.is_some());
    }
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    if let Ok(request) = Request::from_parameters(pairs) {
        assert_ne!(request.operation_name.as_deref(), Some(""));
    }
});
