//! What a command works with: the database, the time, the service's key, and a
//! way to be stopped.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow, ensure};
use clock::Clock;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime as PoolRuntime};
use settlement::intake;
use settlement::{CardTrust, LOGIN, Login, Settlement};
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_postgres::{Config, NoTls};
use wire::SigningKey;

use crate::common::Common;
use crate::database::{Database, Join};
use crate::{failure, seal_keys, service_key};

/// How long one waits for a connection, be it new, tested or another's.
const CONNECTION_WAIT: Duration = Duration::from_secs(5);

/// Everything that is open while a command runs. Dropped in this order, the
/// private database last.
pub(crate) struct Context {
    settlement: Arc<Settlement>,
    pool: Pool,
    config: Config,
    stop: Stop,
    runtime: Runtime,
    _database: Database,
}

/// How a kind of command uses the database.
struct Use {
    /// As the database's administrator sees it.
    name: &'static str,
    connections: usize,
    /// What a single statement may take.
    statement_s: u32,
    /// Whether a statement is planned once, and not for each set of values: good where
    /// all look up by key, and planning costs more than looking.
    plans_once: bool,
    join: Join,
}

const COMMAND: Use = Use {
    name: "mytaku",
    connections: 2,
    statement_s: 60 * 60,
    plans_once: false,
    join: Join::Allowed,
};

const SERVICE: Use = Use {
    name: "mytaku serve",
    connections: 12,
    statement_s: 30,
    plans_once: false,
    join: Join::Never,
};

/// Beside [`SERVICE`], over connections of its own.
const INTAKE: Use = Use {
    name: "mytaku serve (intake)",
    connections: intake::CONNECTIONS,
    statement_s: 30,
    plans_once: true,
    join: Join::Never,
};

impl Context {
    /// For a command. It touches no card and signs nothing, so it needs neither
    /// trust anchors nor the service's key; but it may read what is sealed.
    pub(crate) fn for_command(common: &Common) -> anyhow::Result<Self> {
        Self::open(common, &COMMAND, service_key::unused, None)
    }

    /// For the service.
    pub(crate) fn for_service(common: &Common, trust: Option<CardTrust>) -> anyhow::Result<Self> {
        let key = || service_key::load_or_make(&common.data);
        Self::open(common, &SERVICE, key, trust)
    }

    /// The keys come last, so that a start that fails makes none.
    fn open(
        common: &Common,
        usage: &Use,
        key: impl FnOnce() -> anyhow::Result<SigningKey>,
        trust: Option<CardTrust>,
    ) -> anyhow::Result<Self> {
        let clock = Clock::from_file_or_system(common.clock_file.as_deref())
            .context("時計のファイルを使えません / the clock file cannot be used")?;
        let runtime = runtime()?;
        let stop = runtime.block_on(async { Stop::listen() })?;
        let database = runtime.block_on(database(common, usage.join))?;
        runtime.block_on(make_current(&database))?;
        let pool = pool(database.login(), usage)?;
        let seal_keys =
            seal_keys::load_or_make(&common.data, || runtime.block_on(is_sealed(&database)))?;
        let settlement = Settlement::new(
            settlement::Database::new(pool.clone()),
            clock,
            key()?,
            trust,
            seal_keys,
        );
        Ok(Self {
            settlement: Arc::new(settlement),
            pool,
            config: database.login(),
            stop,
            runtime,
            _database: database,
        })
    }

    /// Runs one use case to its end, or until Ctrl-C; then the transaction that was
    /// under way is taken back, and the trail has what was begun.
    pub(crate) fn run<T>(
        mut self,
        work: impl AsyncFnOnce(&Settlement) -> settlement::Result<T>,
    ) -> anyhow::Result<T> {
        let settlement = Arc::clone(&self.settlement);
        let stop = &mut self.stop;
        self.runtime.block_on(async {
            tokio::select! {
                done = work(&settlement) => done.map_err(failure::of_settlement),
                () = stop.wait() => Err(anyhow!("中断しました。途中の処理は取り消され、済んだ処理だけが残ります / stopped; what was under way is taken back, what was finished stays")),
            }
        })
    }

    /// Serves on `listener`, and the meters on `metrics`, until Ctrl-C or SIGTERM.
    pub(crate) fn serve(
        self,
        listener: TcpListener,
        metrics: Option<TcpListener>,
    ) -> anyhow::Result<()> {
        let Self {
            settlement,
            pool: requests,
            config,
            mut stop,
            runtime,
            _database,
        } = self;
        let intake_pool = pool(config, &INTAKE)?;
        let intake = settlement::Database::new(intake_pool.clone());
        let metrics = metrics.map(|listener| server::Metrics {
            listener,
            pools: vec![("requests", requests.clone()), ("intake", intake_pool)],
        });
        let state = server::AppState::start(settlement, intake, ready_check(requests))
            .context("受付を開始できません / the queue of trips does not start")?;
        let shutdown = async move { stop.wait().await };
        runtime
            .block_on(server::run(state, listener, metrics, shutdown))
            .context("サービスが停止しました / the service failed")
    }
}

/// The runtime of a process: one thread; the service adds its own workers.
pub(crate) fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("非同期処理を開始できません / the runtime does not start")
}

/// The database that the options name.
pub(crate) async fn database(common: &Common, join: Join) -> anyhow::Result<Database> {
    match &common.database_url {
        Some(url) => Database::given(url),
        None => Database::private(&common.data, join).await,
    }
}

/// A database of ours is brought to this build's schema; one that somebody else
/// runs must be there already, and let us in as who we should be.
async fn make_current(database: &Database) -> anyhow::Result<()> {
    let mut client = database.connect().await?;
    if database.is_owned() {
        schema::migrate(&mut client).await.map(|_report| ())
    } else {
        schema::check(&client).await
    }
    .context("データベースの構成が合いません / the database's schema does not fit")?;
    if database.is_given() {
        let login = Login::of(&client).await.map_err(failure::of_settlement)?;
        ensure!(login == Login::Service, "{}", wrong_login(login));
    }
    Ok(())
}

/// Whoever can step round the walls between municipalities does not connect: nobody would
/// notice that there are none.
fn wrong_login(login: Login) -> String {
    let [why_ja, why_en] = match login {
        Login::AboveTheWalls => [
            "表の所有者または管理者",
            "owns the tables or is an administrator",
        ],
        Login::Service | Login::Stranger => [
            "mytaku_serviceとmytaku_operatorの一員でない利用者",
            "is no member of mytaku_service and mytaku_operator",
        ],
    };
    format!(
        "データベースの利用者が{why_ja}です。{LOGIN}で接続してください(所有者で接続するのはmytaku migrateだけ) / the database user {why_en}; connect as {LOGIN} (only mytaku migrate connects as the owner)"
    )
}

/// Whether the database holds what needs keys that are there already.
async fn is_sealed(database: &Database) -> anyhow::Result<bool> {
    let client = database.connect().await?;
    settlement::seal::is_anything_sealed(&client)
        .await
        .map_err(failure::of_settlement)
}

/// For the service: the database answers and has this build's schema.
fn ready_check(pool: Pool) -> server::ReadyCheck {
    Arc::new(move || {
        let pool = pool.clone();
        Box::pin(async move {
            let client = pool.get().await?;
            Ok(schema::check(&client).await?)
        })
    })
}

fn pool(mut config: Config, usage: &Use) -> anyhow::Result<Pool> {
    let given = config.get_options().map(|options| format!("{options} "));
    let plans = if usage.plans_once {
        " -c plan_cache_mode=force_generic_plan"
    } else {
        ""
    };
    config
        .application_name(usage.name)
        .connect_timeout(CONNECTION_WAIT)
        .options(format!(
            "{}-c statement_timeout={}s{plans}",
            given.unwrap_or_default(),
            usage.statement_s
        ));
    let manager = Manager::from_config(
        config,
        NoTls,
        ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        },
    );
    Pool::builder(manager)
        .max_size(usage.connections)
        .wait_timeout(Some(CONNECTION_WAIT))
        .create_timeout(Some(CONNECTION_WAIT))
        .recycle_timeout(Some(CONNECTION_WAIT))
        .runtime(PoolRuntime::Tokio1)
        .build()
        .context("接続の管理を開始できません / the connection pool does not start")
}

/// Ctrl-C and SIGTERM, noticed from the moment this is made.
struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

impl Stop {
    /// Must be called within a runtime.
    fn listen() -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("シグナルを受け取れません / no signals");
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
