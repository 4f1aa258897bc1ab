//! The steps of an amount, each as a line of a calculation.

use domain::Yen;

use super::words::{Speech, rounding, tier};
use super::{Said, said};
use crate::words::{Words, range};
use crate::{
    DividedBy, Factor, FarePart, Operand, Rounding, Share, Step, Tier, TierPays, UsesAllowed, Verb,
};

/// The steps of the amount called `amount`; `uses` are those a trip may
/// take by it.
pub(super) fn steps(
    speech: &Speech<'_>,
    amount: &str,
    uses: &UsesAllowed,
    steps: &[Step],
) -> Vec<Said> {
    let line = |(index, step): (usize, &Step)| {
        let Step {
            name,
            of,
            verb,
            only_with_uses,
        } = step;
        let line = Line {
            speech,
            index,
            several: several(uses),
        };
        let (mut ja, mut en) = line.verb(*of, verb);
        if let Some(uses) = only_with_uses {
            let (when_ja, when_en) = range(*uses, 1, speech.unit.counter_ja());
            ja = format!("{when_ja}使うときだけ: {ja}");
            en = format!("only with {when_en} {}: {en}", speech.unit.en(2));
        }
        let label = name.clone().unwrap_or_else(|| (index + 1).to_string());
        said(format!("amount.{amount}.steps.{label}"), ja, en)
    };
    (0..).zip(steps).map(line).collect()
}

/// One line of the calculation.
struct Line<'s, 'r> {
    speech: &'s Speech<'r>,
    /// Its place, from 0.
    index: usize,
    /// Several uses that a trip may take, for an example; none where it may not.
    several: Option<u32>,
}

/// Two, or the least that a trip takes.
fn several(uses: &UsesAllowed) -> Option<u32> {
    let least = match uses {
        UsesAllowed::Range { least, .. } => *least,
        UsesAllowed::ByFare(_) => 1,
    };
    (uses.most() > 1).then(|| least.max(2))
}

impl Line<'_, '_> {
    fn verb(&self, of: Operand, verb: &Verb) -> Words {
        let (base, start) = (self.amount(of), self.beginning(of));
        match verb {
            Verb::Share(share, rounding) => share_of(&base, *share, *rounding),
            Verb::Times(factor, rounding) => times(&base, *factor, *rounding),
            Verb::AmountYen(amount) => (format!("1人{amount}円"), format!("{amount} yen each")),
            Verb::ForEachUse => (
                "使う分だけ掛ける".to_owned(),
                "so much for each use taken".to_owned(),
            ),
            Verb::TicketYen(value) => (
                format!("利用券1枚につき{value}円"),
                format!("{value} yen for each ticket"),
            ),
            Verb::Tiers(each) => tiers(&base, each),
            Verb::AtMostYen(cap) => after(
                &start,
                &format!("{cap}円まで"),
                &format!("at most {cap} yen"),
            ),
            Verb::AtMostAUseYen(cap) => {
                after(&start, &self.cap_a_use_ja(*cap), &self.cap_a_use_en(*cap))
            }
            Verb::AtLeastYen(least) => after(
                &start,
                &format!("少なくとも{least}円（運賃を超えることはない）"),
                &format!("at least {least} yen, though never above the fare"),
            ),
            Verb::PassengerFirstYen(part) => (
                format!("{}のうち、はじめの{part}円は乗客の負担とした残り", base.0),
                format!(
                    "{} less the first {part} yen, which the passenger bears",
                    base.1
                ),
            ),
            Verb::LeavePassengerYen(part) => after(
                &start,
                &format!("運賃のうち{part}円は乗客の負担に残す"),
                &format!("{part} yen of the fare are left to the passenger"),
            ),
            Verb::DividedBy(by, rounding) => divided(&base, *by, *rounding),
            Verb::Round(how) => {
                let (ja, en) = rounding(*how);
                (format!("{}を{ja}", base.0), format!("{}, {en}", base.1))
            }
            Verb::Plus(other) => self.with(&base, *other, ("に", "を足した額"), "plus"),
            Verb::Minus(other) => {
                self.with(&base, *other, ("から", "を引いた額（0円まで）"), "less")
            }
            Verb::LesserOf(other) => {
                self.with(&base, *other, ("と", "の少ないほう"), "or, if less,")
            }
            Verb::GreaterOf(other) => {
                self.with(&base, *other, ("と", "の多いほう"), "or, if more,")
            }
        }
    }

    /// An amount as this line calls it.
    fn amount(&self, operand: Operand) -> Words {
        let (ja, en) = match operand {
            Operand::Fare => ("運賃", "the fare"),
            Operand::BaseFare => ("初乗運賃", "the base fare"),
            Operand::Part(FarePart::Meter) => ("メーター運賃", "the meter fare"),
            Operand::Part(FarePart::Pickup) => ("迎車料金", "the pickup charge"),
            Operand::Part(FarePart::Toll) => ("通行料", "the tolls"),
            Operand::Part(FarePart::Other) => ("そのほかの料金", "the other charges"),
            Operand::Step(index) if index + 1 == self.index => ("その額", "that"),
            Operand::Step(index) => {
                let number = index + 1;
                return (
                    format!("{number}番の額"),
                    format!("the amount of line {number}"),
                );
            }
        };
        (ja.to_owned(), en.to_owned())
    }

    /// How a line begins that bounds an amount: with nothing where it goes on
    /// from the line before.
    fn beginning(&self, of: Operand) -> Words {
        if of == Operand::Step(self.index.wrapping_sub(1)) {
            return Words::default();
        }
        let (ja, en) = self.amount(of);
        (format!("{ja}、ただし"), format!("{en}, but "))
    }

    fn cap_a_use_ja(&self, cap: Yen) -> String {
        let one = self.speech.unit.uses(1).0;
        match self.with_several(cap) {
            Some(((uses, _), most)) => format!("{one}につき{cap}円まで（{uses}なら{most}円まで）"),
            None => format!("{one}につき{cap}円まで"),
        }
    }

    fn cap_a_use_en(&self, cap: Yen) -> String {
        let one = self.speech.unit.en(1);
        match self.with_several(cap) {
            Some(((_, uses), most)) => {
                format!("at most {cap} yen for each {one} ({most} yen with {uses})")
            }
            None => format!("at most {cap} yen for each {one}"),
        }
    }

    fn with_several(&self, cap: Yen) -> Option<(Words, Yen)> {
        let several = self.several?;
        let most = cap.checked_mul(i64::from(several)).ok()?;
        Some((self.speech.unit.uses(several), most))
    }

    fn with(&self, base: &Words, other: Operand, ja: (&str, &str), en: &str) -> Words {
        let other = self.amount(other);
        let (particle, done) = ja;
        (
            format!("{}{particle}{}{done}", base.0, other.0),
            format!("{} {en} {}", base.1, other.1),
        )
    }
}

fn after(start: &Words, ja: &str, en: &str) -> Words {
    (format!("{}{ja}", start.0), format!("{}{en}", start.1))
}

fn share_of(base: &Words, share: Share, how: Rounding) -> Words {
    let (ja, en) = rounding(how);
    (
        format!("{}の{}（{ja}）", base.0, share.in_japanese()),
        format!("{} of {} ({en})", share.in_english(), base.1),
    )
}

fn times(base: &Words, factor: Factor, how: Rounding) -> Words {
    let (ja, en) = rounding(how);
    if factor.is_one() {
        return (
            format!("{}と同じ額（{ja}）", base.0),
            format!("as much as {} ({en})", base.1),
        );
    }
    (
        format!("{}の{}（{ja}）", base.0, factor.in_japanese()),
        format!("{factor} times {} ({en})", base.1),
    )
}

fn divided(base: &Words, by: DividedBy, how: Rounding) -> Words {
    let (ja, en) = rounding(how);
    let (by_ja, by_en) = match by {
        DividedBy::Registrants => ("登録者", "the registrants aboard"),
        DividedBy::Persons => ("乗客全員", "everybody aboard"),
    };
    (
        format!("{}を、乗っている{by_ja}の人数で割った額（{ja}）", base.0),
        format!("{} divided among {by_en} ({en})", base.1),
    )
}

/// 「運賃が1,000円未満なら0円、1,000円以上なら500円、…」
fn tiers(base: &Words, tiers: &[Tier]) -> Words {
    let first = tiers.first().map(|first| first.from);
    let nothing = first.filter(|first| *first > Yen::ZERO).map(|first| {
        let (ja, en) = tier(Yen::ZERO, Some(first));
        (format!("{ja}0円"), format!("{en} nothing"))
    });
    let nexts = tiers
        .iter()
        .skip(1)
        .map(|next| Some(next.from))
        .chain([None]);
    let pays = |(it, next): (&Tier, Option<Yen>)| {
        let (from_ja, from_en) = tier(it.from, next);
        let (ja, en) = match it.pays {
            TierPays::Yen(amount) => (format!("{amount}円"), format!("{amount} yen")),
            TierPays::Share(share, rounding) => share_of(
                &("全体".to_owned(), "the whole".to_owned()),
                share,
                rounding,
            ),
        };
        (format!("{from_ja}{ja}"), format!("{from_en} {en}"))
    };
    let each = nothing.into_iter().chain(tiers.iter().zip(nexts).map(pays));
    let (ja, en): (Vec<String>, Vec<String>) = each.unzip();
    (
        format!("{}が{}", base.0, ja.join("、")),
        format!("by {}: {}", base.1, en.join(", ")),
    )
}
