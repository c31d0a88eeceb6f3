//! Puts the layers together, and takes them apart at a stop.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use futures_util::stream::{Stream, StreamExt as _};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use crate::config::Settings;
use crate::domain::clock::Clock;
use crate::graphql::{Api, DocumentsError};
use crate::http::auth::{AuthError, Authenticator};
use crate::http::{self, Shutdown};
use crate::narrative::llm::{CallError, Model};
use crate::service::Service;
use crate::store::{Database, Migrations, Store, StoreError, Trouble};

/// A server that is ready to listen.
#[derive(Debug)]
pub struct App {
    settings: Settings,
    service: Arc<Service>,
    api: Api,
    auth: Authenticator,
    tasks: TaskTracker,
    shutdown: Shutdown,
}

/// Why a server can't start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The trusted documents can't be used.
    #[error(transparent)]
    Documents(#[from] DocumentsError),
    /// Nobody's credentials could be checked.
    #[error(transparent)]
    Auth(#[from] AuthError),
    /// The model that retells stories can't be asked.
    #[error("llm: {0}")]
    Model(#[from] CallError),
    /// The database lacks migrations, and it is not the server's to apply them.
    #[error("the database lacks {0} migrations: run `event-mesh migrate up`")]
    NotMigrated(usize),
    /// The address can't be listened on.
    #[error("can't listen on {0}: {1}")]
    Listen(String, #[source] io::Error),
    /// Other machines could reach a server that asks nobody who they are.
    #[error(
        "{0} can be reached from other machines and authentication is off: listen on 127.0.0.1, \
         configure auth (see config.default.toml), or set auth.allow_anonymous to true"
    )]
    Exposed(SocketAddr),
}

impl App {
    /// Opens the database, brings an embedded one up to date, and builds the layers.
    ///
    /// # Errors
    /// When the settings or the database can't be used.
    pub async fn new(settings: Settings, clock: Clock) -> Result<Self, AppError> {
        let (tasks, shutdown) = (TaskTracker::new(), Shutdown::default());
        // First: it needs nothing, and says at once what is wrong with the settings.
        let auth = Authenticator::new(&settings.auth, clock.clone(), &shutdown)?;
        let model = Model::new(&settings.llm)?;
        let mut service = open_service(&settings, clock, &tasks).await?;
        if let Some(model) = model {
            service = service.with_model(model, &settings.llm);
        }
        let service = Arc::new(service);
        for _ in 0..settings.llm.workers() {
            let (service, stop) = (Arc::clone(&service), shutdown.stopping().clone());
            let retell = async move { service.retell_stories().await };
            tasks.spawn(stop.run_until_cancelled_owned(retell));
        }
        if let Some(age) = settings.database.log_age() {
            let stop = shutdown.stopping().clone();
            let service = Arc::clone(&service);
            let keep = async move { service.keep_log(age).await };
            tasks.spawn(stop.run_until_cancelled_owned(keep));
        }
        let is_indexed = service.is_indexed().await?;
        let indexer = Arc::clone(&service);
        let index = async move { indexer.index_history(is_indexed).await };
        tasks.spawn(shutdown.stopping().clone().run_until_cancelled_owned(index));
        let api = Api::new(Arc::clone(&service), &settings, http::own_documents(&settings))?;
        Ok(Self { settings, service, api, auth, tasks, shutdown })
    }

    /// The use cases.
    pub fn service(&self) -> &Service {
        &self.service
    }

    /// The API.
    pub fn api(&self) -> Api {
        self.api.clone()
    }

    /// Every route of the server.
    pub fn router(&self) -> Router {
        let (service, auth) = (Arc::clone(&self.service), self.auth.clone());
        http::router(self.api(), service, auth, &self.settings, self.shutdown.clone())
    }

    /// `/graphql` for an axum application that knows its users itself: [`http::endpoint`].
    pub fn endpoint(&self) -> Router {
        http::endpoint(self.api(), &self.settings)
    }

    /// Takes the address that the settings name.
    ///
    /// # Errors
    /// When it is taken, or is one that other machines reach and nothing allows that.
    pub async fn listen(&self) -> Result<TcpListener, AppError> {
        let server = &self.settings.server;
        let failed = |error| AppError::Listen(format!("{}:{}", server.host, server.port), error);
        let listener = http::listen::bind(&server.host, server.port).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let auth = &self.settings.auth;
        if !address.ip().is_loopback() && !auth.is_configured() && !auth.allow_anonymous {
            return Err(AppError::Exposed(address));
        }
        Ok(listener)
    }

    /// Serves until it is told to stop, and lingers for `server.linger_seconds`, or until it is told
    /// again; then accepts nothing more, lets what runs end, writes what waits, and closes the database:
    /// all within `server.drain_seconds`.
    pub async fn serve(self, listener: TcpListener, told: impl Stream<Item = ()>) {
        let mut told = pin!(told);
        let settings = &self.settings.server;
        let begin = async {
            told.next().await;
            tracing::info!("stopping");
            self.shutdown.leave();
            let _ = tokio::time::timeout(settings.linger(), told.next()).await;
            self.shutdown.begin();
        };
        let serving = http::listen::serve(listener, self.router(), settings, &self.shutdown);
        tokio::join!(begin, serving);
        let drain = settings.drain();
        // Most of the time is for requests; what they wrote last needs some too.
        self.shutdown.drain(drain * 4 / 5).await;
        if tokio::time::timeout(drain / 5, self.close()).await.is_err() {
            tracing::warn!("the database was still busy at the end of the drain");
        }
    }

    /// Ends what has no end by itself, event streams and sockets, and lets no more begin: for an application that serves
    /// [`App::router`] itself, and waits for its requests before it calls [`App::close`].
    pub fn stop(&self) {
        self.shutdown.begin();
    }

    /// Writes what waits and closes the database.
    pub async fn close(self) {
        self.shutdown.begin();
        self.service.stop();
        self.tasks.close();
        self.tasks.wait().await;
        self.service.database().close().await;
    }
}

/// Opens the database, brings an embedded one up to date, and builds the use cases over it. Tasks run on `tasks`,
/// which whoever stops the service waits for.
///
/// # Errors
/// When the database can't be used.
pub async fn open_service(
    settings: &Settings,
    clock: Clock,
    tasks: &TaskTracker,
) -> Result<Service, AppError> {
    let store = Store::open(&settings.database, &settings.limits, tasks, clock.clone()).await?;
    check_schema(store.database(), settings).await?;
    Ok(Service::new(store, settings, clock))
}

async fn check_schema(database: &Database, settings: &Settings) -> Result<(), AppError> {
    let (migrations, auth) = (Migrations::of(database), &settings.auth);
    if migrations.is_embedded() {
        migrations.up(&auth.tenant_claim).await?;
        return Ok(());
    }
    // Together: most of the time goes by while connections are opened.
    let ask = async || {
        let (role, status) = tokio::join!(database.server_role(), migrations.status());
        Ok::<_, StoreError>((role?, status?))
    };
    let (role, status) = match ask().await {
        Err(StoreError::Unavailable(_) | StoreError::Trouble(Trouble::Connections, _)) => {
            database.reach(&settings.database).await?;
            ask().await?
        }
        asked => asked?,
    };
    Migrations::is_newer(&status)?;
    if let Some(role) = role.filter(|role| role.bypasses_policies && auth.is_configured()) {
        tracing::warn!(role = role.name, "row level security doesn't hold the server's role");
    }
    let missing = status.iter().filter(|one| !one.applied).count();
    if missing > 0 {
        return Err(AppError::NotMigrated(missing));
    }
    Ok(())
}
