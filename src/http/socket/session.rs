//! Whom a socket runs operations for: nobody at first, then those whose credentials were checked,
//! until these expire.

use futures_util::future::{BoxFuture, FutureExt as _};

use crate::domain::caller::Caller;
use crate::http::auth::{Authenticator, Credentials, Denied, Identity};

/// Where a socket is with its client.
pub(super) enum Session {
    /// The client has said nothing yet.
    Fresh,
    /// What it showed is being checked, which may take until keys were read.
    Checking(BoxFuture<'static, Result<Identity, Denied>>),
    /// It is known.
    Open(Caller, BoxFuture<'static, ()>),
}

/// What becomes of it by itself.
pub(super) enum Change {
    Checked(Result<Identity, Denied>),
    Expired,
}

impl Session {
    pub(super) fn check(auth: &Authenticator, credentials: Credentials) -> Self {
        let auth = auth.clone();
        Self::Checking(async move { auth.identify(credentials).await }.boxed())
    }

    pub(super) fn open(auth: &Authenticator, identity: Identity) -> Self {
        let expiry = auth.expiry(&identity).boxed();
        Self::Open(identity.caller, expiry)
    }

    pub(super) const fn is_fresh(&self) -> bool {
        matches!(self, Self::Fresh)
    }

    /// For whom operations run, once that is known.
    pub(super) const fn caller(&self) -> Option<&Caller> {
        match self {
            Self::Open(caller, _) => Some(caller),
            Self::Fresh | Self::Checking(_) => None,
        }
    }

    /// Waits for the next change. Whoever sees it puts the next session in place of this one.
    pub(super) async fn change(&mut self) -> Change {
        match self {
            Self::Fresh => std::future::pending().await,
            Self::Checking(identified) => Change::Checked(identified.await),
            Self::Open(_, expiry) => {
                expiry.await;
                Change::Expired
            }
        }
    }
}
