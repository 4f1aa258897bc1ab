//! `mytaku-terminal`: the command line of the in-taxi terminal and of the
//! city's desk. Exit code 0 is success, 1 failure, 2 wrong usage.
//!
//! No signal is caught: whatever was answered is on disk, so that Ctrl-C, a
//! power cut and kill -9 are the same to a terminal.

mod cli;
mod table;

use std::fs::File;
use std::io::{self, IsTerminal as _, Write as _};
use std::os::fd::AsFd as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use card::Reader;
use clap::Parser as _;
use clock::Clock;
use terminal::agent::Agent;
use terminal::cards::{CardSource, WithoutReader};
use terminal::data::DataFolder;
use terminal::database::Database;
use terminal::desk::Desk;
use terminal::identity::{self, Identity};
use terminal::outbox::Outbox;
use terminal::service::{Service, ServiceUrl};
use terminal::upload::{Background, Upload};
use terminal::{Terminal, front, reasons, rotation};
use tracing_subscriber::EnvFilter;
use zeroize::Zeroizing;

use cli::{Cli, Command, ServiceArgs};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_unset| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .init();
    let done = match cli.command {
        Command::Enrol(args) => enrol(&args),
        Command::Rotate(args) => rotate(&args),
        Command::Run(args) => run(&args),
        Command::Desk(args) => desk(&args),
        Command::Outbox(args) => outbox(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let text = reasons::chain(error.as_ref());
            // Nobody is left to tell when stderr is closed.
            let _told = writeln!(io::stderr(), "mytaku-terminal: {text}");
            ExitCode::FAILURE
        }
    }
}

fn enrol(args: &cli::Enrol) -> anyhow::Result<()> {
    let service = service(&args.service)?;
    let data = DataFolder::new(&args.data);
    let enrolled = identity::enrol(&data, &service, (&args.code, args.again))?;
    writeln!(
        io::stdout(),
        "端末 {} を登録しました（車両 {}、事業者 {}）。 / Terminal {} is enrolled, in vehicle {} of operator {}.",
        enrolled.terminal,
        enrolled.assignment.vehicle,
        enrolled.assignment.operator,
        enrolled.terminal,
        enrolled.assignment.vehicle,
        enrolled.assignment.operator,
    )?;
    Ok(())
}

fn rotate(args: &cli::Rotate) -> anyhow::Result<()> {
    let service = service(&args.service)?;
    let data = DataFolder::new(&args.data);
    let identity = Identity::load(&data)?;
    let _lock = data.lock()?;
    rotation::prepare(&data)?;
    rotation::complete(&identity, &service)
        .context("the new key waits: the next rotate, or the terminal at work, hands it in")?;
    let terminal = &identity.enrolled.terminal;
    writeln!(
        io::stdout(),
        "端末 {terminal} の鍵を更新しました。 / Terminal {terminal} has a new key."
    )?;
    Ok(())
}

fn run(args: &cli::Run) -> anyhow::Result<()> {
    let clock = Clock::from_file_or_system(args.clock_file.as_deref())?;
    let data = DataFolder::new(&args.data);
    let terminal = Arc::new(Terminal::open(&data, service(&args.service)?, clock)?);
    if args.without_reader {
        return drive(terminal, WithoutReader);
    }
    let reader = Reader::open(args.reader.as_deref())?;
    tracing::info!(reader = reader.name(), "cards are read here");
    drive(terminal, reader)
}

fn drive(terminal: Arc<Terminal>, cards: impl CardSource) -> anyhow::Result<()> {
    let upload = Arc::new(Upload::new(Arc::clone(&terminal)));
    let mut agent = Agent::new(terminal, Arc::clone(&upload), cards)?;
    let _background = Background::start(upload).context("the upload thread cannot be started")?;
    front::serve(&mut agent, stdin()?, io::stdout()).context("stdin or stdout failed")
}

fn desk(args: &cli::Desk) -> anyhow::Result<()> {
    let clock = Clock::from_file_or_system(args.clock_file.as_deref())?;
    let path = args.token_file.display();
    let text = std::fs::read_to_string(&args.token_file)
        .with_context(|| format!("the token file {path} cannot be read"))?;
    let text = Zeroizing::new(text);
    let token = Zeroizing::new(text.trim().to_owned());
    ensure!(
        !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()),
        "the token file {path} does not hold a token; put the city's token there, on one line"
    );
    let reader = Reader::open(args.reader.as_deref())?.exclusive();
    let mut desk = Desk::new(service(&args.service)?, token, clock, reader);
    desk.serve(stdin()?, io::stdout())
        .context("stdin or stdout failed")
}

fn outbox(args: &cli::Outbox) -> anyhow::Result<()> {
    let data = DataFolder::new(&args.data);
    let outbox = Outbox::new(Database::open_to_look(&data.database())?);
    let unsettled = outbox.unsettled()?;
    let mut output = io::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut output, &unsettled)?;
        writeln!(output)?;
    } else {
        table::write(&mut output, &unsettled, &outbox.exposure()?)?;
    }
    Ok(())
}

fn service(args: &ServiceArgs) -> anyhow::Result<Service> {
    let url = ServiceUrl::parse(&args.service, args.insecure_http)?;
    let Some(path) = &args.ca_file else {
        return Ok(Service::new(url));
    };
    let shown = path.display();
    let pem = std::fs::read(path).with_context(|| format!("{shown} cannot be read"))?;
    Service::trusting(url, &pem).with_context(|| shown.to_string())
}

/// Without the standard library's own buffer, which nobody could wipe.
fn stdin() -> anyhow::Result<File> {
    let stdin = io::stdin().as_fd().try_clone_to_owned();
    Ok(File::from(stdin.context("stdin cannot be read")?))
}
