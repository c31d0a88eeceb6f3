//! JSON as PostgreSQL stores it, which is never parsed.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

/// The format of `jsonb` on the wire: this byte, then text.
const VERSION: u8 = 1;

/// A value's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stored<'a>(pub(super) &'a str);

impl<'a> FromSql<'a> for Stored<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        let text = raw.strip_prefix(&[VERSION]).ok_or("another version of jsonb")?;
        Ok(Self(std::str::from_utf8(text)?))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::JSONB
    }
}

impl ToSql for Stored<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(&[VERSION]);
        out.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::JSONB
    }

    to_sql_checked!();
}
