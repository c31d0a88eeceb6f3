//! Sets of keys, and how many rows a statement finds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoColumnRef};
use sea_orm::{DbBackend, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::ids::{EventId, EventKey};

/// The rows whose text is one of these. The set is one parameter, so that a statement has the same
/// text, and stays prepared, whatever its size; and one text, since `SeaORM` boxes and copies each item of
/// an array several times. PostgreSQL reads it once for each statement, as it stands in a query of its own.
pub(in crate::store) fn text_in(
    backend: DbBackend,
    text: impl Into<Expr>,
    set: impl Iterator<Item = impl AsRef<str>>,
) -> Expr {
    let (is_one, set) = if backend == DbBackend::Postgres {
        ("$1 = ANY ((SELECT CAST($2 AS text[]))::text[])", Expr::val(array_literal(set)))
    } else {
        ("? IN (SELECT value FROM json_each(?))", json_set(set))
    };
    Expr::cust_with_exprs(is_one, [text.into(), set])
}

/// A set as PostgreSQL reads arrays.
///
/// Source: <https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>
fn array_literal(set: impl Iterator<Item = impl AsRef<str>>) -> String {
    let mut literal = "{".to_owned();
    for item in set {
        literal.push_str(if literal.len() == 1 { "\"" } else { ",\"" });
        for character in item.as_ref().chars() {
            if matches!(character, '"' | '\\') {
                literal.push('\\');
            }
            literal.push(character);
        }
        literal.push('"');
    }
    literal.push('}');
    literal
}

/// A set as SQLite's `json_each` reads it.
fn json_set(set: impl Iterator<Item = impl AsRef<str>>) -> Expr {
    Expr::val(set.map(|item| Value::from(item.as_ref())).collect::<Value>().to_string())
}

/// The rows whose id is one of these.
pub(in crate::store) fn id_in<'a>(
    backend: DbBackend,
    column: impl IntoColumnRef,
    ids: impl Iterator<Item = &'a EventId>,
) -> Expr {
    text_in(backend, Expr::col(column), ids.map(EventId::as_str))
}

/// The first rows of a statement, at most `limit`.
///
/// The number is part of the text: PostgreSQL can't tell what a plan costs whose LIMIT is a
/// parameter, and so plans the statement anew each time that it runs. Each number is a statement of
/// its own, which connections keep prepared, so there should be few.
pub(in crate::store) fn limited(mut statement: Statement, limit: u64) -> Statement {
    // Writing to a string doesn't fail.
    let _ = write!(statement.sql, " LIMIT {limit}");
    statement
}

/// Of how many tenants keys may be for each to have a condition of its own.
const FEW_TENANTS: usize = 4;

/// The rows whose key is one of these: for each tenant its ids, so that the primary key serves. SQLite
/// is asked for both columns at once: by the tenant alone, it would rather scan an index that has all
/// columns of a statement. Keys of many tenants are one set: of conditions, statements have a limit.
pub(in crate::store) fn key_in(
    backend: DbBackend,
    (tenant, id): (impl IntoColumnRef + Clone, impl IntoColumnRef + Clone),
    keys: &[EventKey],
) -> Condition {
    let tenants = by_tenant(keys);
    if tenants.len() > FEW_TENANTS {
        let columns = [Expr::col(tenant), Expr::col(id)];
        return Condition::all().add(key_in_set(backend, columns, keys));
    }
    let of_tenant = |(tenant_id, ids): (Uuid, Vec<&EventId>)| {
        if backend == DbBackend::Postgres {
            let ids = id_in(backend, id.clone(), ids.into_iter());
            return Condition::all().add(Expr::col(tenant.clone()).eq(tenant_id)).add(ids);
        }
        let columns = [Expr::col(tenant.clone()), Expr::col(id.clone())];
        let ids = json_set(ids.into_iter().map(EventId::as_str));
        let values = [Expr::val(tenant_id), ids];
        let is_one = "(?, ?) IN (SELECT ?, value FROM json_each(?))";
        let is_one = Expr::cust_with_exprs(is_one, columns.into_iter().chain(values));
        Condition::all().add(is_one)
    };
    tenants.into_iter().map(of_tenant).fold(Condition::any(), Condition::add)
}

/// The rows whose key is in this set. PostgreSQL hashes it, where it compared each row of a tenant with each of its
/// ids while it knew little of a table. Beside other tables, it would rather join those to it first.
pub(in crate::store) fn key_in_set(
    backend: DbBackend,
    columns: [Expr; 2],
    keys: &[EventKey],
) -> Expr {
    if backend == DbBackend::Postgres {
        let tenants = array_literal(keys.iter().map(|key| key.tenant.0.to_string()));
        let ids = array_literal(keys.iter().map(|key| key.id.as_str()));
        let is_one =
            "($1, $2) IN (SELECT * FROM unnest(CAST($3 AS uuid[]), CAST($4 AS text[])) AS keys)";
        let sets = [Expr::val(tenants), Expr::val(ids)];
        return Expr::cust_with_exprs(is_one, columns.into_iter().chain(sets));
    }
    let pair = |key: &EventKey| json!([key.tenant.0.simple().to_string(), key.id.as_str()]);
    let set = Expr::val(keys.iter().map(pair).collect::<Value>().to_string());
    let is_one = "(?, ?) IN (SELECT unhex(value ->> 0), value ->> 1 FROM json_each(?))";
    Expr::cust_with_exprs(is_one, columns.into_iter().chain([set]))
}

/// The ids among these keys, for each tenant.
pub(in crate::store) fn by_tenant(keys: &[EventKey]) -> BTreeMap<Uuid, Vec<&EventId>> {
    let mut tenants: BTreeMap<Uuid, Vec<&EventId>> = BTreeMap::new();
    for key in keys {
        tenants.entry(key.tenant.0).or_default().push(&key.id);
    }
    tenants
}
