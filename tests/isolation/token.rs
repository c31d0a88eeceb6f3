//! Tokens that the servers of these tests take.

use event_mesh::config::Settings;
use event_mesh::domain::clock::Clock;
use event_mesh::http::auth::{Order, mint};

pub(crate) const SECRET: &str = "a secret of the tests that is long enough";

/// A token of this user, or of the service role.
pub(crate) fn token(sub: Option<String>) -> String {
    let mut settings = Settings::defaults().expect("the defaults").auth;
    SECRET.clone_into(&mut settings.jwt_secret);
    let role = sub.is_none().then(|| "service_role".to_owned());
    let order = Order { sub, role, tenant: None, expires_in: 3_600 };
    mint(&settings, order, Clock::system().now()).expect("a token")
}
