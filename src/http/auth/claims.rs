//! What tokens claim, and what of it is believed once their signature is.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Denied, Identity, subjects};
use crate::config::AuthSettings;
use crate::domain::caller::Caller;
use crate::domain::ids::TenantId;
use crate::domain::subjects::Subjects;
use crate::domain::timestamp::Timestamp;
use crate::domain::viewer::Viewer;

/// What a token claims, of whatever types.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct Claims(Map<String, Value>);

/// What a token must claim.
#[derive(Debug)]
pub struct ClaimRules {
    audience: Vec<String>,
    issuers: Vec<String>,
    leeway_millis: i64,
    subjects: Subjects,
    tenant_claim: String,
    role_claim: String,
    user_roles: Vec<String>,
    service_roles: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    User,
    Service,
}

impl Claims {
    /// Claims that are to be signed.
    pub(super) const fn new(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    pub(super) const fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A time in milliseconds since the epoch. In a token it is a number of seconds, with or
    /// without a fraction (RFC 7519, section 2), and never text.
    fn time(&self, name: &str, malformed: &'static str) -> Result<Option<i64>, Denied> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let seconds = value.as_f64().ok_or(Denied::Invalid(malformed))?;
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let bound = Timestamp::MAX.millis() as f64;
        #[expect(clippy::cast_possible_truncation, reason = "within the bound")]
        let millis = (seconds * 1_000.0).clamp(-bound, bound) as i64;
        Ok(Some(millis))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }
}

impl ClaimRules {
    /// The rules that the settings make.
    pub fn new(settings: &AuthSettings) -> Self {
        Self {
            audience: settings.audiences(),
            issuers: settings.issuers(),
            leeway_millis: i64::from(settings.leeway_seconds) * 1_000,
            subjects: subjects(settings),
            tenant_claim: settings.tenant_claim.clone(),
            role_claim: settings.role_claim.clone(),
            user_roles: settings.roles.user.clone(),
            service_roles: settings.roles.service.clone(),
        }
    }

    /// Who asks with a token of these claims.
    ///
    /// # Errors
    /// When it isn't valid now, is for others, or lacks something.
    pub fn check(&self, claims: &Claims, now: Timestamp) -> Result<Identity, Denied> {
        let expires_at = self.check_times(claims, now.millis())?;
        self.check_parties(claims)?;
        let caller = match self.role(claims)? {
            Role::Service => Caller::new(Viewer::Service, self.subjects),
            Role::User => self.user(claims)?,
        };
        Ok(Identity { caller, expires_at: Some(expires_at) })
    }

    /// Until when the token is valid.
    fn check_times(&self, claims: &Claims, now: i64) -> Result<Timestamp, Denied> {
        let expiry = claims.time("exp", "the token's exp is not a number")?;
        let expiry = expiry.ok_or(Denied::Invalid("the token has no exp"))?;
        let start = claims.time("nbf", "the token's nbf is not a number")?;
        claims.time("iat", "the token's iat is not a number")?;
        let end = expiry.saturating_add(self.leeway_millis);
        if now >= end {
            return Err(Denied::Invalid("the token has expired"));
        }
        if start.is_some_and(|start| now.saturating_add(self.leeway_millis) < start) {
            return Err(Denied::Invalid("the token is not valid yet (nbf)"));
        }
        Ok(Timestamp::from_stored(end))
    }

    fn check_parties(&self, claims: &Claims) -> Result<(), Denied> {
        let is_listed =
            |list: &[String], value: &Value| list.iter().any(|one| value.as_str() == Some(one));
        if !self.audience.is_empty() {
            let is_ours = match claims.get("aud") {
                None => return Err(Denied::Invalid("the token has no aud")),
                Some(Value::Array(several)) => {
                    several.iter().any(|one| is_listed(&self.audience, one))
                }
                Some(one) => is_listed(&self.audience, one),
            };
            if !is_ours {
                return Err(Denied::Invalid("the token is for another audience (aud)"));
            }
        }
        if !self.issuers.is_empty() {
            match claims.get("iss") {
                None => return Err(Denied::Invalid("the token has no iss")),
                Some(issuer) if is_listed(&self.issuers, issuer) => {}
                Some(_) => return Err(Denied::Invalid("the token is from another issuer (iss)")),
            }
        }
        Ok(())
    }

    fn role(&self, claims: &Claims) -> Result<Role, Denied> {
        let unknown = Denied::Invalid("the token has a role that may see nothing here");
        let Some(role) = claims.get(&self.role_claim) else { return Ok(Role::User) };
        let is_in = |roles: &[String]| roles.iter().any(|one| role.as_str() == Some(one));
        if is_in(&self.service_roles) {
            Ok(Role::Service)
        } else if is_in(&self.user_roles) {
            Ok(Role::User)
        } else {
            Err(unknown)
        }
    }

    fn user(&self, claims: &Claims) -> Result<Caller, Denied> {
        let (no_user, no_tenant) = match self.subjects {
            Subjects::Uuid => (
                "the token's sub is not a UUID (auth.subjects = \"text\" takes any)",
                "the token's tenant claim is not a UUID (auth.subjects = \"text\" takes any)",
            ),
            Subjects::Text { .. } => (
                "the token's sub is no text that a user can be called by: 1 to 255 characters, \
                 none of which controls",
                "the token's tenant claim is no text that a tenant can be called by: 1 to 255 \
                 characters, none of which controls",
            ),
        };
        let user = claims.text("sub").and_then(|text| self.subjects.user(text).ok());
        let user = user.ok_or(Denied::Invalid(no_user))?;
        let tenant = claims.text(&self.tenant_claim);
        let tenant = tenant.and_then(|text| self.subjects.tenant(text).ok());
        // Events that are nobody's are for those who see every tenant.
        let tenant = tenant.filter(|tenant| tenant.id != TenantId::NOBODY);
        let tenant = tenant.ok_or(Denied::Invalid(no_tenant))?;
        Ok(Caller::of_user(user, tenant, self.subjects))
    }
}
