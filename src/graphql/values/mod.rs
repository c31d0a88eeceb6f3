//! The scalars and enums of the API.

pub(super) mod enums;
pub(super) mod leaf;
pub(super) mod scalars;
