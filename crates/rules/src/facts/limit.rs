//! `limit`: how often, and for how much.

use super::words::{Speech, month_en};
use super::{Said, said};
use crate::read::told_apart;
use crate::words::Words;
use crate::{Counts, Direction, LessLeft, Limit, MidYear, Most, Period};

pub(super) fn facts(speech: &Speech<'_>, limits: &[Limit]) -> Vec<Said> {
    if limits.is_empty() {
        return vec![said(
            "limit",
            "回数や額の上限はありません。",
            "There is no limit to how often or for how much.",
        )];
    }
    let keys = keys(limits);
    limits
        .iter()
        .zip(keys)
        .flat_map(|(limit, key)| one(speech, limit, &key))
        .collect()
}

/// The places of `limits` in the file.
pub(crate) fn keys(limits: &[Limit]) -> Vec<String> {
    let mut labels: Vec<String> = Vec::with_capacity(limits.len());
    let key = |limit: &Limit| {
        let label = word(limit.period).to_owned();
        let key = format!("limit.{}", told_apart(&label, &labels));
        labels.push(label);
        key
    };
    limits.iter().map(key).collect()
}

const fn word(period: Period) -> &'static str {
    match period {
        Period::Day => "day",
        Period::Month => "month",
        Period::HalfYear => "half_year",
        Period::FiscalYear => "fiscal_year",
    }
}

fn one(speech: &Speech<'_>, limit: &Limit, key: &str) -> Vec<Said> {
    let Limit {
        period,
        most: of,
        who,
        mid_year,
    } = limit;
    let (whom_ja, whom_en) = for_whom(speech.who(who));
    let (period_ja, period_en) = a_period(*period);
    let (most_ja, most_en) = most(speech, *of);
    let mut facts = vec![said(
        key,
        format!("{whom_ja}{period_ja}{most_ja}"),
        format!("{whom_en}{most_en} {period_en}"),
    )];
    if matches!(period, Period::HalfYear | Period::FiscalYear) {
        let (ja, en) = registered_within(*period, *mid_year);
        facts.push(said(format!("{key}.mid_year_registration"), ja, en));
    }
    facts
}

fn for_whom(parts: Vec<Words>) -> Words {
    if parts.is_empty() {
        return Words::default();
    }
    let (ja, en): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
    (
        format!("{}: ", ja.join("、かつ")),
        format!("{}: ", en.join(", and ")),
    )
}

/// As in notes of `decide`, but of any day.
fn a_period(period: Period) -> (&'static str, &'static str) {
    match period {
        Period::Day => ("1日に", "a day"),
        Period::Month => ("1か月に", "a calendar month"),
        Period::HalfYear => (
            "半期（4月から9月、10月から3月）ごとに",
            "a half-year (April to September, October to March)",
        ),
        Period::FiscalYear => (
            "1年度（4月から翌年3月）に",
            "a fiscal year (April to March)",
        ),
    }
}

fn most(speech: &Speech<'_>, most: Most) -> Words {
    match most {
        Most::Count(number, Counts::Uses) => (
            format!("{number}{}まで", speech.unit.counter_ja()),
            format!("at most {number} {}", speech.unit.en(number)),
        ),
        Most::Count(number, Counts::Trips) => (
            format!("{number}回の乗車まで（何回分使っても1回と数える）"),
            format!("at most {number} trip(s), whatever uses each takes,"),
        ),
        Most::Yen(amount, when_less) => {
            let (ja, en) = match when_less {
                LessLeft::PayWhatIsLeft => ("残りの額だけ助成する", "what is left is paid"),
                LessLeft::Refuse => ("助成しない", "nothing is paid"),
            };
            (
                format!("助成額の合計{amount}円まで（残りが助成額より少ないときは、{ja}）"),
                format!("at most {amount} yen (where less is left than the subsidy, {en})"),
            )
        }
    }
}

fn registered_within(period: Period, mid_year: MidYear) -> Words {
    let (during_ja, during_en) = match period {
        Period::HalfYear => ("半期", "half-year"),
        Period::Day | Period::Month | Period::FiscalYear => ("年度", "fiscal year"),
    };
    let (ja, en) = match mid_year {
        MidYear::Full => ("も同じです".to_owned(), "gets all of it".to_owned()),
        MidYear::ByMonth(direction) => {
            let (ja, en) = match direction {
                Direction::Down => ("切り捨て", "rounded down"),
                Direction::Up => ("切り上げ", "rounded up"),
                Direction::Nearest => ("四捨五入", "rounded to the nearest"),
            };
            (
                format!("は月割（登録の月から数えた残りの月の分。端数は{ja}）です"),
                format!("gets an equal part for each month from that of registration on, {en}"),
            )
        }
        MidYear::Listed(by_month) => listed(by_month),
    };
    (
        format!("{during_ja}途中の登録{ja}。"),
        format!("A registration within the {during_en} {en}."),
    )
}

fn listed(by_month: [u32; 12]) -> Words {
    let months = (4..=12).chain(1..=3);
    let each = months.zip(by_month).map(|(month, most)| {
        (
            format!("{month}月なら{most}"),
            format!("{most} in {}", month_en(month)),
        )
    });
    let (ja, en): (Vec<String>, Vec<String>) = each.unzip();
    (
        format!("は登録の月により、{}です", ja.join("、")),
        format!("gets by its month {}", en.join(", ")),
    )
}
