//! What a model that never ends its answer makes the server hold.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use allocation_counter::measure;
use event_mesh::config::Settings;
use event_mesh::domain::story::{Sentence, Story};
use event_mesh::narrative::llm::Model;
use tokio::runtime::Builder;

/// How long the answer would be, and how much of it may be held, in bytes.
const ANSWER: usize = 300 << 20;
const HELD: u64 = 2 << 20;

#[test]
fn an_answer_without_an_end_is_not_held() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut settings = Settings::defaults().expect("the defaults").llm;
    settings.base_url = format!("http://{}", listener.local_addr().expect("an address"));
    settings.model = "endless".to_owned();
    let endpoint = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let _ = stream.read(&mut [0; 4096]);
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {ANSWER}\r\n\r\n");
        let piece = [b'x'; 8_192];
        let pieces = std::iter::repeat_n(&piece[..], ANSWER / piece.len());
        let mut sent = std::iter::once(head.as_bytes()).chain(pieces);
        let is_left_out = sent.any(|piece| stream.write_all(piece).is_err());
        assert!(is_left_out, "all of it was read");
    });
    let model = Model::new(&settings).expect("a client").expect("a model");
    let story = Story { summary: vec![Sentence::default().ours("x")], ..Story::default() };
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let counted = measure(|| {
        runtime.block_on(model.retell(&story)).story.expect_err("no answer");
    });
    // Its tasks close the connection.
    drop(runtime);
    assert!(counted.bytes_max < HELD, "{} bytes", counted.bytes_max);
    endpoint.join().expect("an endpoint");
}
