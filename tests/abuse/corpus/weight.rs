//! Documents that look short and come to much.

use super::{TOO_COMPLEX, many};
use crate::abuse::attack::{Attack, Outcome};

pub(super) fn attacks() -> Vec<Attack> {
    let refused = Outcome::Refused(TOO_COMPLEX);
    let related = |depth: usize| {
        let open = many(depth, |at| format!("a{at}:related(depth:50){{"));
        format!("{{events{{nodes{{{open}id{}}}}}}}", "}".repeat(depth))
    };
    let beside = many(100, |at| format!("a{at}:related(depth:50){{id}}"));
    let first = format!(
        "{{events(first:2147483647){{nodes{{{}id{}}}}}}}",
        "related(depth:2147483647){".repeat(40),
        "}".repeat(40)
    );
    let pages = many(100, |at| format!("a{at}:events(first:2147483647){{nodes{{id}}}}"));
    let names = "name ".repeat(400);
    vec![
        Attack::new("100 aliases of related inside each other", related(100), refused),
        Attack::new("40 aliases of related inside each other", related(40), refused),
        Attack::new("100 aliases of related", format!("{{events{{nodes{{{beside}}}}}}}"), refused),
        Attack::new("first: 2147483647 inside each other", first, refused),
        Attack::new("first: 2147483647 100 times", format!("{{{pages}}}"), refused),
        Attack::new("1,900 times the same field", dense("role ", 1_900), Outcome::Served),
        Attack::new(
            "900 times the same object",
            format!("{{{}}}", "viewer{role}".repeat(900)),
            Outcome::Served,
        ),
        Attack::new(
            "introspection of types in types",
            format!("{{__schema{{types{{fields{{type{{{names}}}}}}}}}}}"),
            Outcome::Served,
        ),
    ]
}

fn dense(part: &str, count: usize) -> String {
    format!("{{viewer{{{}}}}}", part.repeat(count))
}
