//! `mytaku scheme simulate`: a rule change tried on trips that were made.

mod csv;
mod progress;
#[cfg(test)]
mod tests;
mod words;

use std::cell::RefCell;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use domain::ServiceDate;
use rules::{Counters, Scheme};
use settlement::simulation::{self, Choices, MonthRange, Plan, Simulation, Simulator, TripLine};

use self::progress::Progress;
use super::lines::{Lines, Source};
use crate::common::Common;
use crate::context::Context;
use crate::failure::Usage;
use crate::files::Prepared;
use crate::output;

/// 規則の変更を試算 / Try a scheme on trips that were made: what it costs, who gains, who loses.
///
/// 乗車は1行に1件のJSON。形式は `scheme decide` と同じで、行に `operator` (事業者)、登録者に
/// `district` (地区) と、支払った額と回数の `paid_yen` と `paid_units` を加えられます。回数はファイルの順に数えます。
///
/// Trips are JSON lines as `scheme decide` reads them; a line may also have an
/// `operator`, and a registrant a `district`, and `paid_yen` with `paid_units`:
/// what was paid. Uses are counted in the order of the file. With
/// `--from-database`, what was paid is what was settled, and districts are the
/// municipalities of boarding. Nothing is changed.
#[derive(Debug, Args)]
#[command(
    group(clap::ArgGroup::new("trips-of").required(true).args(["trips", "from_database"])),
    after_help = "Example:\n  mytaku scheme simulate --scheme new.toml --trips trips.jsonl --against schemes/maebashi.toml --csv difference.csv\n  mytaku scheme simulate --scheme new.toml --from-database 2026-04..2026-09 --municipality 102016 --as-of 2027-04-01"
)]
pub(crate) struct Simulate {
    /// 試す規則ファイル / The scheme file to try
    #[arg(long, value_name = "NEW")]
    scheme: PathBuf,
    /// 乗車のファイル / Trips from a file of JSON lines; needs no database
    #[arg(long, value_name = "FILE")]
    trips: Option<PathBuf>,
    /// 精算した月 / Trips of settled months: 2026-10, or 2026-04..2026-09
    #[arg(long, value_name = "MONTHS")]
    from_database: Option<MonthRange>,
    /// これまでの規則。支払った額が書かれていない乗車に / The scheme so far, which decides what
    /// was paid where a trip does not say it
    #[arg(long, value_name = "OLD", conflicts_with = "from_database")]
    against: Option<PathBuf>,
    /// どの乗車も、この日の版で判定 / Decide every trip by the version in force on this date,
    /// so that next April's rules are tried on last year's trips
    #[arg(long, value_name = "DATE")]
    as_of: Option<ServiceDate>,
    /// 乗客が選んだ回数と券種を使わない / Leave aside how many uses and what kind of ticket the
    /// passengers chose under the rules of then. Without this their choices stand, and a kind
    /// that NEW does not have counts as its first
    #[arg(long)]
    ignore_choices: bool,
    /// CSVファイル / Write a row for each group to this file
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Simulate {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let new = super::read(&self.scheme)?;
        let plan = Plan {
            new: &new,
            as_of: self.as_of,
            choices: if self.ignore_choices {
                Choices::Open
            } else {
                Choices::AsFarAsKnown
            },
        };
        let found = match (&self.trips, self.from_database) {
            (Some(file), _) => self.of_file(&plan, file)?,
            (None, Some(range)) => self.of_months(&plan, range)?,
            (None, None) => return Err(Usage("--trips / --from-database".to_owned()).into()),
        };
        if let Some(path) = &self.csv {
            Prepared::write(path.clone(), &csv::csv(&found)?)?.put()?;
        }
        output::show(self.common.json, &found, || words::in_words(&found))
    }

    fn of_file(&self, plan: &Plan<'_>, path: &Path) -> anyhow::Result<Simulation> {
        let against = self.against.as_deref().map(super::read).transpose()?;
        let name = path.display().to_string();
        let cannot_read = || format!("{name}を読み取れません / cannot read {name}");
        let file = File::open(path).with_context(cannot_read)?;
        let size = file.metadata().map_or(0, |about| about.len());
        let lines = Lines::new(
            BufReader::with_capacity(1 << 16, file),
            Source::File(name.clone()),
        );
        simulate(plan, against.as_ref(), lines, size)
    }

    fn of_months(&self, plan: &Plan<'_>, range: MonthRange) -> anyhow::Result<Simulation> {
        let municipality = match plan.new.municipality() {
            Some(of) => self.common.municipality.unwrap_or(of),
            None => self.common.municipality()?,
        };
        let progress = RefCell::new(Progress::new(Duration::ZERO));
        let begun = |month| {
            let line = || format!("{month}を試算しています / simulating {month}");
            progress.borrow_mut().tell(line);
        };
        Context::for_command(&self.common)?.run(async |settlement| {
            simulation::months(settlement, municipality, range, plan, begun).await
        })
    }
}

/// Every line of a file of `size` bytes, 0 where that is not known.
fn simulate(
    plan: &Plan<'_>,
    against: Option<&Scheme>,
    mut lines: Lines<impl std::io::BufRead>,
    size: u64,
) -> anyhow::Result<Simulation> {
    let mut simulator = Simulator::new(*plan, against, Counters::default())?;
    let schemes: Vec<_> = [Some(plan.new), against].into_iter().flatten().collect();
    let schemes: Vec<_> = schemes.into_iter().map(Scheme::id).collect();
    let mut progress = Progress::new(Duration::from_millis(500));
    while let Some(line) = lines.read::<TripLine>()? {
        let bad = |id: &str| format!("{} ({id})", lines.bad());
        let id = line.id().to_owned();
        let trip = line.into_trip(&schemes).with_context(|| bad(&id))?;
        simulator.add(&trip).with_context(|| bad(&id))?;
        progress.tell(|| {
            let share = (lines.bytes() * 100).checked_div(size);
            let share = share.map_or(String::new(), |share| format!(" ({share}%)"));
            format!("{}件{share} / trips", simulator.trips())
        });
    }
    Ok(simulator.finish()?)
}
