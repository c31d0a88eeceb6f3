//! The committed schema: up to date, and described in every part.

use support::{Database, Server, Value, json};

#[test]
fn the_committed_schema_is_what_the_server_serves() {
    let committed = include_str!("../../schema.graphql");
    let current = event_mesh::graphql::sdl();
    assert!(committed == current, "stale: run `make schema`");
}

/// Collects what lacks a description.
fn undescribed(kind: &str, owner: &str, items: &Value, missing: &mut Vec<String>) {
    for item in items.as_array().into_iter().flatten() {
        let name = item["name"].as_str().unwrap_or_default();
        if item["description"].as_str().unwrap_or_default().is_empty() {
            missing.push(format!("{kind} {owner}.{name}"));
        }
        undescribed("argument", &format!("{owner}.{name}"), &item["args"], missing);
    }
}

#[tokio::test]
async fn every_type_field_argument_and_value_is_described() {
    let server = Server::start(Database::Sqlite).await;
    let query = "{ __schema { types { name description
        fields { name description args { name description } }
        inputFields { name description } enumValues { name description }
    } } }";
    let data = server.ask(query, json!({})).await;
    let mut missing = Vec::new();
    let types = data["__schema"]["types"].as_array().expect("types");
    // The specification describes these.
    let standard = ["Boolean", "Float", "ID", "Int", "String"];
    for one in types {
        let name = one["name"].as_str().expect("a name");
        if name.starts_with("__") || standard.contains(&name) {
            continue;
        }
        undescribed(
            "type",
            "",
            &json!([{ "name": name, "description": one["description"] }]),
            &mut missing,
        );
        undescribed("field", name, &one["fields"], &mut missing);
        undescribed("input field", name, &one["inputFields"], &mut missing);
        undescribed("value", name, &one["enumValues"], &mut missing);
    }
    assert_eq!(missing, Vec::<String>::new());
}
