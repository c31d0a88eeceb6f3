//! Any text is refused, or is a request with a document.

use event_mesh::graphql::Request;

/// Panics where what was read is not as it should be.
pub fn check(text: &str) {
    if let Ok(request) = Request::from_json(text) {
        let names_one = request.query.is_some() || request.document_id.is_some();
        assert!(names_one || request.extensions.is_some());
    }
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    if let Ok(request) = Request::from_parameters(pairs) {
        assert_ne!(request.operation_name.as_deref(), Some(""));
    }
}
