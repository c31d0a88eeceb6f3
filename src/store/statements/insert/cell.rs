//! What a column holds, and how each database is given it.

use sea_orm::Value;
use uuid::Uuid;

/// What a column holds of a row.
pub(super) enum Cell<R> {
    Uuid(fn(&R) -> Uuid),
    OptionalUuid(fn(&R) -> Option<Uuid>),
    Text(fn(&R) -> &str),
    /// Any text, or none.
    OptionalText(fn(&R) -> Option<&str>),
    /// What is called so; nothing is called by the empty text.
    OptionalName(fn(&R) -> Option<&str>),
    /// JSON as text.
    Json(fn(&R) -> Option<String>),
    Bool(fn(&R) -> bool),
    Small(fn(&R) -> i16),
    /// A number that isn't 0.
    OptionalSmall(fn(&R) -> Option<i16>),
    Integer(fn(&R) -> i32),
    Long(fn(&R) -> i64),
    /// A number that isn't the least.
    OptionalLong(fn(&R) -> Option<i64>),
    /// The number of the transaction, which PostgreSQL knows itself: its id, above it the epoch of the log. It gives
    /// ids to those that write, in the order in which they first do.
    Transaction(fn(&R) -> i64),
}

const TRANSACTION: &str =
    "(SELECT max(number) FROM event_log_epoch) << 48 | pg_current_xact_id()::text::bigint";

impl<R> Cell<R> {
    /// The value of a row, as SQLite is given it.
    pub(super) fn value(&self, row: &R) -> Value {
        match self {
            Self::Uuid(of) => of(row).into(),
            Self::OptionalUuid(of) => of(row).into(),
            Self::Text(of) => of(row).into(),
            Self::OptionalText(of) | Self::OptionalName(of) => of(row).into(),
            Self::Json(of) => of(row).into(),
            Self::Bool(of) => of(row).into(),
            Self::Small(of) => of(row).into(),
            Self::OptionalSmall(of) => of(row).into(),
            Self::Integer(of) => of(row).into(),
            Self::Long(of) | Self::Transaction(of) => of(row).into(),
            Self::OptionalLong(of) => of(row).into(),
        }
    }

    /// The values of rows as an array, as PostgreSQL is given them; `None` for what it knows itself. Arrays of `SeaORM`
    /// hold no nulls, so that something stands for each.
    pub(super) fn array(&self, rows: &[R]) -> Option<Value> {
        Some(match self {
            Self::Uuid(of) => array(rows, of),
            Self::OptionalUuid(of) => array(rows, |row| of(row).unwrap_or_default()),
            Self::Text(of) => array(rows, |row| of(row).to_owned()),
            Self::OptionalText(of) => array(rows, |row| {
                of(row).map(|text| serde_json::Value::from(text).to_string()).unwrap_or_default()
            }),
            Self::OptionalName(of) => array(rows, |row| of(row).unwrap_or_default().to_owned()),
            Self::Json(of) => array(rows, |row| of(row).unwrap_or_default()),
            Self::Bool(of) => array(rows, of),
            Self::Small(of) => array(rows, of),
            Self::OptionalSmall(of) => array(rows, |row| of(row).unwrap_or_default()),
            Self::Integer(of) => array(rows, of),
            Self::Long(of) => array(rows, of),
            Self::OptionalLong(of) => array(rows, |row| of(row).unwrap_or(i64::MIN)),
            Self::Transaction(_) => return None,
        })
    }

    /// Whether PostgreSQL knows it itself.
    pub(super) const fn is_known(&self) -> bool {
        matches!(self, Self::Transaction(_))
    }

    /// What PostgreSQL calls the items of the array.
    pub(super) const fn item_type(&self) -> &'static str {
        match self {
            Self::Uuid(_) | Self::OptionalUuid(_) => "uuid",
            Self::Text(_) | Self::OptionalText(_) | Self::OptionalName(_) | Self::Json(_) => "text",
            Self::Bool(_) => "boolean",
            Self::Small(_) | Self::OptionalSmall(_) => "smallint",
            Self::Integer(_) => "integer",
            Self::Long(_) | Self::OptionalLong(_) | Self::Transaction(_) => "bigint",
        }
    }

    /// What PostgreSQL makes of an item of this name.
    pub(super) fn expression(&self, item: &str) -> String {
        match self {
            Self::OptionalUuid(_) => format!("nullif({item}, '{}')", Uuid::nil()),
            Self::OptionalText(_) => format!("nullif({item}, '')::jsonb #>> '{{}}'"),
            Self::OptionalName(_) => format!("nullif({item}, '')"),
            Self::Json(_) => format!("nullif({item}, '')::jsonb"),
            Self::OptionalSmall(_) => format!("nullif({item}, 0)"),
            Self::OptionalLong(_) => format!("nullif({item}, '{}')", i64::MIN),
            Self::Transaction(_) => TRANSACTION.to_owned(),
            _ => item.to_owned(),
        }
    }
}

fn array<R, T>(rows: &[R], value: impl Fn(&R) -> T) -> Value
where
    Vec<T>: Into<Value>,
{
    rows.iter().map(value).collect::<Vec<T>>().into()
}
