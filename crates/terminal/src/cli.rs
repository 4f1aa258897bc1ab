//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// The in-taxi terminal of mytaku, and the city's desk. / マイタクの車載端末と窓口
#[derive(Debug, Parser)]
#[command(name = "mytaku-terminal", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make the terminal's key and enrol it with the city's one-time code. / 端末登録
    #[command(
        after_help = "Example:\n  mytaku-terminal enrol --service https://mytaku.example.jp --code 102016-4f0c… --data /var/lib/mytaku-terminal"
    )]
    Enrol(Enrol),
    /// Drive one taxi: commands as JSON lines on stdin, answers on stdout. / 運行
    #[command(
        after_help = "Example:\n  mytaku-terminal run --service https://mytaku.example.jp --data /var/lib/mytaku-terminal --reader PICC"
    )]
    Run(Run),
    /// Register residents by their cards: JSON lines on stdin and stdout. / 窓口
    #[command(
        after_help = "Example:\n  mytaku-terminal desk --service https://mytaku.example.jp --token-file city.token --reader PICC"
    )]
    Desk(Desk),
    /// Give the enrolled terminal a new key in the place of the one it has. / 鍵の更新
    #[command(
        after_help = "Example:\n  mytaku-terminal rotate --service https://mytaku.example.jp --data /var/lib/mytaku-terminal"
    )]
    Rotate(Rotate),
    /// List the trips that are not settled with the service. / 未送信の乗車
    #[command(
        after_help = "Example:\n  mytaku-terminal outbox --data /var/lib/mytaku-terminal --json"
    )]
    Outbox(Outbox),
}

#[derive(Debug, Args)]
pub(crate) struct ServiceArgs {
    /// Where the service is: scheme, host and port
    #[arg(long, value_name = "URL")]
    pub(crate) service: String,
    /// Allow plain http to another machine, on a network that you trust
    #[arg(long)]
    pub(crate) insecure_http: bool,
    /// Trust the certificate authorities in this file (PEM) and no others
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Enrol {
    #[command(flatten)]
    pub(crate) service: ServiceArgs,
    /// The one-time code from the city
    #[arg(long)]
    pub(crate) code: String,
    /// The terminal's folder; made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// The terminal in the folder had its key revoked: give it another one
    #[arg(long)]
    pub(crate) again: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Rotate {
    #[command(flatten)]
    pub(crate) service: ServiceArgs,
    /// The terminal's folder
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) service: ServiceArgs,
    /// The terminal's folder
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// A part of the card reader's name; absent: the first reader
    #[arg(long, value_name = "SUBSTRING", conflicts_with = "without_reader")]
    pub(crate) reader: Option<String>,
    /// Record trips although the reader is broken; no card can be tapped
    #[arg(long)]
    pub(crate) without_reader: bool,
    /// Take the time from a file; for demonstrations only
    #[arg(long, value_name = "FILE")]
    pub(crate) clock_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Desk {
    #[command(flatten)]
    pub(crate) service: ServiceArgs,
    /// A file that holds the city's token and nothing else
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: PathBuf,
    /// A part of the card reader's name; absent: the first reader
    #[arg(long, value_name = "SUBSTRING")]
    pub(crate) reader: Option<String>,
    /// Take the time from a file; for demonstrations only
    #[arg(long, value_name = "FILE")]
    pub(crate) clock_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Outbox {
    /// The terminal's folder
    #[arg(long, value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// Print JSON instead of a table
    #[arg(long)]
    pub(crate) json: bool,
}
