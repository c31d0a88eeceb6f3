//! What lies inside itself, over and over.

use super::{LONGEST, TOO_COMPLEX};
use crate::abuse::attack::{Attack, Outcome};

pub(super) fn attacks() -> Vec<Attack> {
    let depths = [1_500, 5_000, 20_000];
    depths.into_iter().flat_map(nested).chain(unclosed()).collect()
}

fn nested(depth: usize) -> Vec<Attack> {
    let refused = Outcome::Refused(TOO_COMPLEX);
    let wrap = |open: &str, inside: &str, close: &str| {
        [&open.repeat(depth), inside, &close.repeat(depth)].concat()
    };
    let lists = wrap("[", "", "]");
    let objects = wrap("{a:", "1", "}");
    let json = wrap(r#"{"a":"#, "1", "}");
    let filters = format!(r#"{{"f":{}}}"#, wrap(r#"{"not":"#, "{}", "}"));
    let extension = format!(r#"{{"query":"{{viewer{{role}}}}","extensions":{json}}}"#);
    let unknown = format!(r#"{{"query":"{{viewer{{role}}}}","x":{lists}}}"#);
    let by_ids = "query($v:[ID!]!){nodes(ids:$v){id}}";
    let by_filter = "query($f:EventFilter){events(filter:$f){totalCount}}";
    let named = |what: &str| format!("{what} {depth} deep");
    vec![
        Attack::new(named("lists"), format!("{{nodes(ids:{lists}){{id}}}}"), refused),
        Attack::new(
            named("objects"),
            format!("{{events(filter:{objects}){{totalCount}}}}"),
            refused,
        ),
        Attack::new(named("selections"), wrap("{a", "", "}"), refused),
        Attack::new(named("inline fragments"), wrap("{...", "{a}", "}"), refused),
        Attack::new(
            named("types"),
            format!("query($v:{}){{viewer{{role}}}}", wrap("[", "ID", "]")),
            refused,
        ),
        Attack::new(named("lists in variables"), by_ids, Outcome::NoRequest)
            .with(format!(r#"{{"v":{lists}}}"#)),
        Attack::new(named("objects in variables"), by_filter, Outcome::NoRequest).with(filters),
        Attack::json(named("objects for extensions"), extension, Outcome::NoRequest),
        // It is skipped without being read.
        Attack::json(named("lists in an unknown parameter"), unknown, Outcome::Served),
        Attack::json(named("a list for a request"), lists, Outcome::NoRequest),
        Attack::json(named("an object for a request"), json, Outcome::NoRequest),
    ]
}

/// As deep as a document has bytes, and without an end.
fn unclosed() -> Vec<Attack> {
    let kinds = [("{", "{"), ("[", "{a(b:["), ("(", "{a("), ("{a", "{a"), ("{a:", "{a(b:{a:")];
    let attacks = kinds.map(|(part, start)| {
        let document = start.to_owned() + &part.repeat((LONGEST - start.len()) / part.len());
        Attack::new(format!("'{part}' without an end"), document, Outcome::Refused(TOO_COMPLEX))
    });
    attacks.into_iter().collect()
}
