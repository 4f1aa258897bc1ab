//! `mytaku-demo`: a whole month from real PC/SC taps to the bank's file.

use std::cell::Cell;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, channel};

use anyhow::{Context as _, Result};
use clap::Parser;
use end_to_end::demo::{Addresses, Demo, Ended};
use end_to_end::process::{end_children_on_signal, interrupted};

/// Ended by Ctrl-C, as shells count it.
const INTERRUPTED: u8 = 130;

/// 1か月分の実演: カードのタッチから銀行のファイルまで。 / A month in a minute, from tapped cards to the bank's file.
#[derive(Debug, Parser)]
#[command(
    name = "mytaku-demo",
    version,
    after_help = "Example:\n  cargo xtask demo --json\n  cargo xtask demo --keep --out demo-output"
)]
struct Arguments {
    /// Leave everything running at the end, until Ctrl-C / 終了後も動かしておく
    #[arg(long)]
    keep: bool,
    /// Print one JSON object last / 最後にJSONを出力
    #[arg(long)]
    json: bool,
    /// Folder for statements, bank file and logs / 出力先
    #[arg(long, value_name = "DIR", default_value = "demo-output")]
    out: PathBuf,
    /// Decides how long journeys take and how far they go; no amount depends on it / 乱数の種
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let shown = Cell::new(false);
    match run(&arguments, &shown) {
        Ok(()) => ExitCode::SUCCESS,
        // Kept until Ctrl-C: that is how it was to end.
        Err(_ended) if interrupted() && shown.get() => ExitCode::SUCCESS,
        Err(_broken_off) if interrupted() => {
            tell("中断しました / interrupted; everything was stopped");
            ExitCode::from(INTERRUPTED)
        }
        Err(error) => {
            tell(&format!(
                "mytaku-demo: {error:#} (logs: {})",
                arguments.out.join("logs").display()
            ));
            ExitCode::FAILURE
        }
    }
}

/// `shown` tells whether the result was.
fn run(arguments: &Arguments, shown: &Cell<bool>) -> Result<()> {
    let (sender, signal) = channel();
    end_children_on_signal(move || {
        // Nobody waits for it any more: we are ending already.
        let _ending = sender.send(());
    })?;
    std::fs::create_dir_all(&arguments.out)
        .with_context(|| format!("cannot make the folder {}", arguments.out.display()))?;
    let out = arguments
        .out
        .canonicalize()
        .with_context(|| format!("cannot find the folder {}", arguments.out.display()))?;
    let demo = Demo {
        out: &out,
        seed: arguments.seed,
        tell: &tell,
    };
    demo.run(|ended, addresses| {
        show(ended, arguments.json)?;
        shown.set(true);
        if arguments.keep {
            keep(addresses, &signal);
        }
        Ok(())
    })
}

fn show(ended: &Ended, json: bool) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", ended.report)?;
    if json {
        serde_json::to_writer(&mut out, &ended.summary)?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

/// Waits for Ctrl-C.
fn keep(addresses: &Addresses, signal: &Receiver<()>) {
    tell("動かしたままにしています（Ctrl-C で終了） / left running until Ctrl-C");
    for (what, address) in addresses {
        tell(&format!("  {what:<10}{address}"));
    }
    // Closed only together with the program.
    let _ended = signal.recv();
}

/// Progress goes to standard error, so that standard output is the result.
fn tell(line: &str) {
    // Where standard error is closed nobody wants to know.
    let _closed = writeln!(io::stderr(), "{line}");
}
