//! The fields of an event, as the schema lists them: each is read and told, however it is asked for. It is asked
//! of a server that calls users and tenants by texts, for these are stored beside the event as well.

use support::{Value, json, on_both_databases};

use crate::auth::subjects::{ANN, ORG, ask, server, token};

/// Fields that lead to other events, or to narratives, which lead back.
const BEYOND: [&str; 3] = ["related", "workflow", "narrative"];

const TYPES: &str = "{ __schema { types { name fields { name type { ...T } } } } }
    fragment T on __Type { name ofType { name ofType { name ofType { name } } } }";

/// An event of which no field is empty.
const FULL: &str = r#"id: "b", eventName: "x", source: "web", timestamp: 1600000000000, shouldDocument: true, payload: { a: 1 },
    metadata: { b: 2 }, userIntent: { problemSolved: "p", painPoint: "q", goal: "g",
    expectedOutcome: "e", impactMetric: "m" }, context: { relatedEvents: ["a"], decision: "d",
    category: "c", outcome: "o", verdict: MET, outcomeAt: 1700000000000, impactMetric: "i",
    extra: { more: 3 } }"#;

/// The name in a type.
fn named(ty: &Value) -> &str {
    ty["name"].as_str().unwrap_or_else(|| named(&ty["ofType"]))
}

/// The ways to each value of a type's objects.
fn ways(types: &[Value], name: &str) -> Vec<Vec<String>> {
    let ty = types.iter().find(|ty| ty["name"] == name).expect("the type");
    let Some(fields) = ty["fields"].as_array() else { return vec![Vec::new()] };
    let fields = fields.iter().map(|field| (field["name"].as_str().expect("a name"), field));
    let own = fields.filter(|(name, _)| !BEYOND.contains(name));
    own.flat_map(|(name, field)| {
        let inner = ways(types, named(&field["type"])).into_iter();
        inner.map(move |way| [vec![name.to_owned()], way].concat())
    })
    .collect()
}

/// What selects the value that one comes to this way.
fn selection(way: &[String]) -> String {
    match way {
        [leaf] => leaf.clone(),
        [first, rest @ ..] => format!("{first} {{ {} }}", selection(rest)),
        [] => String::new(),
    }
}

/// The value that one comes to this way; of a list the first.
fn value<'a>(object: &'a Value, way: &[String]) -> &'a Value {
    let object = object.get(0).unwrap_or(object);
    way.split_first().map_or(object, |(first, rest)| value(&object[first], rest))
}

/// Whether it looks as what was not read: see `View`.
fn is_empty(value: &Value) -> bool {
    let text = value.as_str();
    [json!(null), json!(0), json!(false)].contains(value)
        || text.is_some_and(|text| ["", "NONE"].contains(&text) || text.starts_with("1970-"))
}

on_both_databases! {
    async fn each_field_of_an_event_is_read_and_told_however_it_is_asked_for(database: Database) {
        let server = server(database).await;
        let ann = token(ANN, ORG);
        for input in [
            r#"id: "a", eventName: "x", payload: 1"#,
            FULL,
            r#"id: "c", eventName: "x", payload: 1, context: { relatedEvents: ["b"] }"#,
        ] {
            let publish = format!("mutation {{ publish(input: {{ {input} }}) {{ created }} }}");
            ask(&server, &ann, &publish).await;
        }
        let schema = ask(&server, &ann, TYPES).await;
        let ways = ways(schema["__schema"]["types"].as_array().expect("types"), "Event");
        assert!(ways.len() > 30, "{ways:?}");
        let all: Vec<_> = ways.iter().map(|way| selection(way)).collect();
        let all = ask(&server, &ann, &format!("{{ event(id: \"b\") {{ {} }} }}", all.join(" "))).await;
        for way in ways {
            let selected = selection(&way);
            let query = format!("{{
                written: event(id: \"b\") {{ {selected} }}
                resolved: event(id: \"b\") {{ ... @include(if: true) {{ {selected} }} }}
                listed: events(filter: {{ id: {{ eq: \"b\" }} }}) {{ nodes {{ {selected} }} }} }}");
            let alone = ask(&server, &ann, &query).await;
            let expected = value(&all["event"], &way);
            assert!(!is_empty(expected), "{way:?}: publish one that has it");
            assert_eq!(value(&alone["written"], &way), expected, "{way:?}");
            assert_eq!(value(&alone["resolved"], &way), expected, "{way:?}");
            assert_eq!(value(&alone["listed"]["nodes"], &way), expected, "{way:?}");
        }
    }
}
