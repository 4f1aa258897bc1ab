//! The demonstration from the empty folder to the bank's file.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result};
use virtual_card::VirtualReader;

use crate::cards::Cards;
use crate::chance::Chance;
use crate::city::{self, TAXIS};
use crate::play::Play;
use crate::report::Part;
use crate::service::Service;
use crate::settle;
use crate::stage::Stage;
use crate::story::{RESIDENTS, SCENES};
use crate::summary::Summary;
use crate::taxi::Taxi;
use crate::{desk, report};

const PCSC_HOST: &str = "mytaku-virtual-card";

/// What the demonstration tells while it runs and where it leaves its files.
pub struct Demo<'a> {
    /// Folder for statements, bank file and logs.
    pub out: &'a Path,
    /// Decides what the script leaves open.
    pub seed: u64,
    /// Is given one line for each thing that happens.
    pub tell: &'a dyn Fn(&str),
}

/// How it ended.
#[derive(Debug)]
pub struct Ended {
    /// For programs.
    pub summary: Summary,
    /// For people.
    pub report: String,
}

/// Where to reach what still runs: what it is, and its address.
pub type Addresses = Vec<(&'static str, String)>;

/// Measures the parts one after the other.
struct Stopwatch {
    parts: Vec<Part>,
    since: Instant,
}

impl Stopwatch {
    fn start() -> Self {
        Self {
            parts: Vec::new(),
            since: Instant::now(),
        }
    }

    fn part(&mut self, ja: &'static str, en: &'static str) {
        let took = self.since.elapsed();
        self.since = Instant::now();
        self.parts.push(Part { ja, en, took });
    }
}

impl Demo<'_> {
    /// Runs it; `and_then` is called at the end, while everything still runs.
    pub fn run(&self, and_then: impl FnOnce(&Ended, &Addresses) -> Result<()>) -> Result<()> {
        let mut watch = Stopwatch::start();
        fs::create_dir_all(self.out)
            .with_context(|| format!("cannot make the folder {}", self.out.display()))?;
        let stage = Stage::with_logs(city::OPENING.parse()?, &self.out.join("logs"))?;
        self.say("カードを作成しています", "making cards and their authority");
        let cards = Cards::make(&stage)?;
        self.say(
            "カードリーダーを起動しています",
            "starting pcscd with virtual readers",
        );
        let mut readers = [start_reader(&stage, "r1")?, start_reader(&stage, "r2")?];
        watch.part("カードとリーダー", "cards and readers");

        self.say(
            "サービスを起動しています",
            "starting PostgreSQL and mytaku serve",
        );
        let mut service = Service::start(&stage, &cards.anchors)?;
        service.set_up_city()?;
        watch.part("サービス", "service");

        self.say(
            "利用者を窓口で登録しています",
            "registering residents at the desk",
        );
        let [first, _] = &mut readers;
        desk::register(&stage, &service, &cards, first, &RESIDENTS)?;
        watch.part("窓口での登録", "desk");

        self.say("車載端末を登録しています", "enrolling the taxis' terminals");
        let [first, second] = readers;
        let [taxi_1, taxi_2] = TAXIS;
        let mut taxis = [
            Taxi::start(&stage, &service, &cards, (taxi_1, first))?,
            Taxi::start(&stage, &service, &cards, (taxi_2, second))?,
        ];
        let mut play = Play::new(&stage, &mut service, &mut taxis, Chance::new(self.seed));
        for scene in &SCENES {
            let played = play.scene(scene)?;
            (self.tell)(&report::progress(played));
        }
        let (delivered, played) = play.end();
        watch.part("1か月の乗車", "a month of trips");

        self.say("月を締めています", "closing the month");
        let closed = settle::close(&stage, &service)?;
        let statements = settle::export_statements(&service, self.out)?;
        watch.part("月次と明細書", "month and statements");
        self.say(
            "支払データを作成しています",
            "making, checking and approving the payout",
        );
        let bank = settle::pay(&stage, &service, self.out)?;
        watch.part("支払データ", "payout");
        self.say("再計算しています", "recomputing everything");
        let audit = settle::audit(&service, &closed)?;
        let tie_out = settle::tie_out(&audit, &statements, &bank)?;
        watch.part("再計算", "audit");

        let mut files: Vec<PathBuf> = statements.into_iter().map(|file| file.path).collect();
        files.extend([bank.path.clone(), self.out.join("logs")]);
        let summary = Summary::new((&delivered, &played), &closed, bank, (&audit, tie_out));
        let ended = Ended {
            report: report::report(&summary, &played, &watch.parts, &files),
            summary,
        };
        and_then(&ended, &addresses(&stage, &service, &taxis))?;
        stop(service, taxis)
    }

    fn say(&self, ja: &str, en: &str) {
        (self.tell)(&format!("{ja} / {en}"));
    }
}

fn start_reader(stage: &Stage, name: &str) -> Result<VirtualReader> {
    Ok(VirtualReader::start(
        &stage.binary(PCSC_HOST)?,
        &stage.path(name),
    )?)
}

fn addresses(stage: &Stage, service: &Service<'_>, taxis: &[Taxi]) -> Addresses {
    let shown = |path: &Path| path.display().to_string();
    let mut addresses = vec![
        ("service", service.url()),
        ("folder", shown(stage.folder())),
    ];
    // Only its owner and root may read where the private database is.
    if let Ok(database) = fs::read_to_string(service.data().join("database-url")) {
        addresses.push(("database", database.trim().to_owned()));
    }
    addresses.push(("clock", shown(&stage.clock_file())));
    addresses.extend(taxis.iter().map(|taxi| {
        let (variable, socket) = taxi.reader().client_environment();
        ("reader", format!("{variable}={}", socket.display()))
    }));
    addresses
}

/// In this order, so that nobody misses anybody.
fn stop(mut service: Service<'_>, taxis: [Taxi; 2]) -> Result<()> {
    for taxi in taxis {
        taxi.stop()?;
    }
    service.stop()
}
