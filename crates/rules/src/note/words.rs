//! Every sentence a decision can contain, in one place.
//!
//! They are read out by drivers, so they are short and say what holds rather
//! than what went wrong. They may be worded better at any time; programs go by
//! the code.

use super::{Note, Of};
use crate::Unit;
use crate::{
    AreaMatch, Counts, DividedBy, Factor, Hours, HoursBy, Instrument, Limit, Most, Period, Share,
    Treatment,
};

use domain::Yen;

/// Japanese and English.
type Words = (String, String);

impl Note<'_> {
    /// The sentence of this note.
    pub(super) fn words(&self) -> Words {
        match *self {
            Self::ShareOf { .. }
            | Self::TimesOf { .. }
            | Self::FixedAmount { .. }
            | Self::AmountAHead { .. }
            | Self::Tickets { .. }
            | Self::Tier { .. }
            | Self::Divided { .. }
            | Self::Sum { .. }
            | Self::ForUses { .. }
            | Self::Amount { .. } => self.computation(),
            Self::Cap { .. }
            | Self::CapOfUses { .. }
            | Self::Floor { .. }
            | Self::PassengerFirst { .. }
            | Self::PassengerPart { .. }
            | Self::FareIsCeiling { .. }
            | Self::TogetherAtMost { .. }
            | Self::OtherSchemesFirst { .. }
            | Self::BalanceLeft { .. } => self.bound(),
            Self::SeveralUses { .. }
            | Self::MostUses { .. }
            | Self::LeastUses { .. }
            | Self::OneUseWhenShared { .. }
            | Self::FewerUsesLeft { .. }
            | Self::UseWasted { .. }
            | Self::UseAboveFare { .. } => self.uses(),
            Self::OutsideArea { within } => outside_area(within),
            Self::OutsideHours { hours } => outside_hours(hours),
            Self::LimitReached { limit, most, unit } => limit_reached(limit, most, unit),
            Self::InstrumentNotNow { instrument } => instrument_not_now(instrument),
            _ => self.standing(),
        }
    }

    /// How an amount came about.
    fn computation(&self) -> Words {
        match *self {
            Self::ShareOf {
                of,
                share,
                base,
                amount,
            } => share_of(of, *share, base, amount),
            Self::TimesOf {
                of,
                factor,
                base,
                amount,
            } => times_of(of, *factor, base, amount),
            Self::FixedAmount { amount } => (
                format!("1回の乗車で{amount}円"),
                format!("{amount} yen for the trip"),
            ),
            Self::AmountAHead { aboard, amount } => (
                format!("登録者{aboard}人の相乗りで1人{amount}円"),
                format!("{amount} yen each, as {aboard} registrants ride together"),
            ),
            Self::Tickets {
                uses,
                value,
                amount,
            } => (
                format!("{value}円の利用券{uses}枚で{amount}円"),
                format!("{amount} yen, {uses} ticket(s) of {value} yen"),
            ),
            Self::Tier { base, amount } => (
                format!("運賃{base}円のときは{amount}円"),
                format!("{amount} yen at a fare of {base} yen"),
            ),
            Self::Divided { by, number, amount } => {
                let (ja, en) = match by {
                    DividedBy::Registrants => ("登録者", "registrants"),
                    DividedBy::Persons => ("乗客", "persons"),
                };
                (
                    format!("{ja}{number}人で分けて1人{amount}円"),
                    format!("{amount} yen each, divided among {number} {en}"),
                )
            }
            Self::ForUses { uses, unit, amount } => (
                format!("{uses}{}で{amount}円", unit.amount_ja()),
                format!("{amount} yen for {uses} {}", unit.en(uses)),
            ),
            Self::Amount { amount } => (
                format!("助成額は{amount}円"),
                format!("The subsidy is {amount} yen"),
            ),
            Self::Sum { amount } => (
                format!("合わせて{amount}円"),
                format!("{amount} yen together"),
            ),
            _ => Words::default(),
        }
    }

    /// What an amount was bounded by.
    fn bound(&self) -> Words {
        match *self {
            Self::Cap { cap } => (
                format!("助成は{cap}円までです"),
                format!("The subsidy is at most {cap} yen"),
            ),
            Self::CapOfUses { uses, unit, cap } if uses > 1 => (
                format!("{uses}{}を使った助成は{cap}円までです", unit.amount_ja()),
                format!(
                    "With {uses} {} the subsidy is at most {cap} yen",
                    unit.en(uses)
                ),
            ),
            Self::CapOfUses { unit, cap, .. } => (
                format!("1{}の助成は{cap}円までです", unit.amount_ja()),
                format!("With one {} the subsidy is at most {cap} yen", unit.en(1)),
            ),
            Self::Floor { least } => (
                format!("助成は{least}円からです"),
                format!("The subsidy is at least {least} yen"),
            ),
            Self::PassengerFirst { part } => (
                format!("はじめの{part}円は乗客の負担です"),
                format!("The passenger bears the first {part} yen"),
            ),
            Self::PassengerPart { part } => (
                format!("乗客の負担は{part}円からです"),
                format!("The passenger pays at least {part} yen"),
            ),
            Self::FareIsCeiling {
                fare,
                together: false,
            } => (
                format!("助成は運賃{fare}円までです"),
                format!("The subsidy is at most the fare of {fare} yen"),
            ),
            Self::FareIsCeiling { fare, .. } => (
                format!("助成は全員分を合わせて運賃{fare}円までです"),
                format!("All subsidies together are at most the fare of {fare} yen"),
            ),
            Self::TogetherAtMost { most } => (
                format!("1回の乗車の助成は全員分を合わせて{most}円までです"),
                format!("All subsidies of a trip together are at most {most} yen"),
            ),
            Self::OtherSchemesFirst { given } => (
                format!("ほかの事業が先に{given}円を助成しています"),
                format!("Another scheme has paid {given} yen of the fare first"),
            ),
            Self::BalanceLeft { period, left } => (
                format!("{}の助成の残りは{left}円です", period.ja()),
                format!("{left} yen are left for {}", period.en_this()),
            ),
            _ => Words::default(),
        }
    }

    /// How many uses are taken, and why not others.
    fn uses(&self) -> Words {
        match *self {
            Self::SeveralUses { uses, unit } => (
                format!("この乗車で{uses}{}を使います", unit.amount_ja()),
                format!("This trip takes {uses} {}", unit.en(uses)),
            ),
            Self::MostUses { most, unit } => (
                format!("この乗車で使えるのは{most}{}までです", unit.amount_ja()),
                format!("This trip may take at most {most} {}", unit.en(most)),
            ),
            Self::LeastUses { least, unit } => (
                format!("この乗車には{least}{}が要ります", unit.amount_ja()),
                format!("This trip takes {least} {}", unit.en(least)),
            ),
            Self::OneUseWhenShared { unit } => (
                format!("相乗りのときは1人1{}です", unit.amount_ja()),
                format!("On a shared trip each registrant gives one {}", unit.en(1)),
            ),
            Self::FewerUsesLeft { left, unit } => (
                format!("残りは{left}{}です", unit.amount_ja()),
                format!("{left} {} left", unit.en(left)),
            ),
            Self::UseWasted { useful, unit } => (
                format!(
                    "{useful}{}で足り、それより多く使っても助成額は増えません",
                    unit.amount_ja()
                ),
                format!(
                    "{useful} {} suffice; more would not raise the subsidy",
                    unit.en(useful)
                ),
            ),
            Self::UseAboveFare { unit } => (
                format!("運賃を超える{}は使いません", unit.thing_ja()),
                format!("A {} worth more than the fare is not taken", unit.en(1)),
            ),
            _ => Words::default(),
        }
    }

    /// How a registrant stands, and what becomes of the claim.
    fn standing(&self) -> Words {
        let fixed = |ja: &str, en: &str| (ja.to_owned(), en.to_owned());
        match *self {
            Self::NothingToSubsidise { unit } => (
                format!(
                    "助成する運賃が残っていないため、{}は減りません",
                    unit.count_ja()
                ),
                format!(
                    "There is no fare left to subsidise, so no {} is taken",
                    unit.en(1)
                ),
            ),
            Self::ComesToNothing { unit } => (
                format!("助成額が0円になるため、{}は減りません", unit.count_ja()),
                format!(
                    "The subsidy comes to nothing, so no {} is taken",
                    unit.en(1)
                ),
            ),
            Self::NoUseOffered => fixed(
                "この乗車では助成を使いません",
                "No use is given to this trip",
            ),
            Self::NoAmountApplies => fixed(
                "この乗車に当たる助成額の決まりがありません",
                "No amount of the scheme applies to this trip",
            ),
            Self::OneClaimATrip => fixed(
                "助成は1回の乗車で1人分です",
                "One registrant a trip is subsidised",
            ),
            Self::BalanceUsedUp { period, most } => (
                format!("{}の助成は{most}円までです", period.ja()),
                format!("At most {most} yen {}", period.en_a()),
            ),
            Self::UnknownInstrument => fixed(
                "この利用券は、この事業では使えません",
                "This kind of ticket is not of this scheme",
            ),
            Self::NotYetRegistered { from } => (
                format!("利用登録は{from}からです"),
                format!("The registration begins on {from}"),
            ),
            Self::NoGround => fixed(
                "対象要件に当たる登録がありません",
                "The register holds no ground for this scheme",
            ),
            Self::GroundEnded { ground } => (
                format!("対象要件の期間が終わっています（{}）", ground.ja),
                format!("The time of the ground is over ({})", ground.en),
            ),
            Self::Excluded { by } => (
                format!("対象外です: {}", by.ja),
                format!("Not for this scheme: {}", by.en),
            ),
            Self::AssuranceTooLow { assurance } => (
                format!("カードの確認（{assurance}）が足りないため助成できません"),
                format!("The card was not proven well enough ({assurance}) for a subsidy"),
            ),
            Self::NoRefund => fixed(
                "カードをタッチしなかった乗車の、後からの申請は受けていません",
                "Trips without a tap are not refunded afterwards",
            ),
            Self::RefundTooLate { within_days } => (
                format!("後からの申請は乗車の日から{within_days}日以内です"),
                format!("A refund is asked for within {within_days} days of the trip"),
            ),
            Self::DayOff => fixed(
                "この日は利用できない日です",
                "The scheme does not run on this day",
            ),
            Self::Held { assurance } => (
                format!("カードの確認（{assurance}）のため、市が審査してから支払います"),
                format!("The city pays the operator after a review ({assurance})"),
            ),
            Self::Refunded {
                treatment: Treatment::Hold,
            } => fixed(
                "後からの申請による助成です。市が審査してから支払います",
                "Refunded afterwards, once the city has reviewed it",
            ),
            Self::Refunded { .. } => fixed("後からの申請による助成です", "Refunded afterwards"),
            _ => Words::default(),
        }
    }
}

impl Unit {
    /// After a number: 回分, 枚.
    const fn amount_ja(self) -> &'static str {
        match self {
            Self::Use => "回分",
            Self::Ticket => "枚",
        }
    }

    const fn count_ja(self) -> &'static str {
        match self {
            Self::Use => "利用回数",
            Self::Ticket => "利用券",
        }
    }

    const fn thing_ja(self) -> &'static str {
        match self {
            Self::Use => "回数",
            Self::Ticket => "利用券",
        }
    }

    const fn en(self, number: u32) -> &'static str {
        match (self, number) {
            (Self::Use, 1) => "use",
            (Self::Use, _) => "uses",
            (Self::Ticket, 1) => "ticket",
            (Self::Ticket, _) => "tickets",
        }
    }
}

impl Period {
    const fn ja(self) -> &'static str {
        match self {
            Self::Day => "本日",
            Self::Month => "今月",
            Self::HalfYear => "今期（半年）",
            Self::FiscalYear => "今年度",
        }
    }

    const fn en_a(self) -> &'static str {
        match self {
            Self::Day => "a day",
            Self::Month => "a month",
            Self::HalfYear => "a half-year",
            Self::FiscalYear => "a fiscal year",
        }
    }

    const fn en_this(self) -> &'static str {
        match self {
            Self::Day => "today",
            Self::Month => "this month",
            Self::HalfYear => "this half-year",
            Self::FiscalYear => "this fiscal year",
        }
    }
}

impl Of {
    const fn ja(self) -> &'static str {
        match self {
            Self::Fare => "運賃",
            Self::BaseFare => "初乗運賃",
            Self::Amount => "",
        }
    }

    const fn en(self) -> &'static str {
        match self {
            Self::Fare => "the fare of ",
            Self::BaseFare => "the base fare of ",
            Self::Amount => "",
        }
    }
}

fn share_of(of: Of, share: Share, base: Yen, amount: Yen) -> Words {
    // 「運賃の3分の1で500円」 needs a particle that 「半額750円」 does not.
    let joint = if share.is_half() { "" } else { "で" };
    (
        format!(
            "{}{base}円の{}{joint}{amount}円",
            of.ja(),
            share.in_japanese()
        ),
        format!(
            "{amount} yen, {} of {}{base} yen",
            share.in_english(),
            of.en()
        ),
    )
}

fn times_of(of: Of, factor: Factor, base: Yen, amount: Yen) -> Words {
    if factor.is_one() && of == Of::Amount {
        return (format!("{amount}円"), format!("{amount} yen"));
    }
    if factor.is_one() && base == amount {
        return (
            format!("{}と同じ{amount}円", of.ja()),
            format!("{amount} yen, as much as {}{base} yen", of.en()),
        );
    }
    (
        format!("{}{base}円の{}で{amount}円", of.ja(), factor.in_japanese()),
        format!("{amount} yen, {factor} times {}{base} yen", of.en()),
    )
}

fn limit_reached(limit: &Limit, most: u32, unit: Unit) -> Words {
    let counts = match limit.most {
        Most::Count(_, counts) => counts,
        Most::Yen(..) => Counts::Uses,
    };
    let (of_ja, measure, of_en) = match (counts, unit) {
        (Counts::Trips, _) => ("乗車", "回", "trips"),
        (Counts::Uses, Unit::Use) => ("利用", "回", "uses"),
        (Counts::Uses, Unit::Ticket) => ("利用券", "枚", "tickets"),
    };
    let (ja, en) = (limit.period.ja(), limit.period.en_a());
    (
        format!("{ja}の{of_ja}は{most}{measure}までです"),
        format!("At most {most} {of_en} {en}"),
    )
}

fn instrument_not_now(instrument: &Instrument) -> Words {
    let company = instrument.registrants;
    let (least, most) = (
        company.map_or(0, |range| range.from),
        company.and_then(|range| range.to),
    );
    let (ja, en) = match most {
        None => (format!("{least}人以上"), format!("{least} or more")),
        Some(most) if most == least => (format!("{least}人"), format!("{least}")),
        Some(most) => (
            format!("{least}人から{most}人"),
            format!("{least} to {most}"),
        ),
    };
    (
        format!("{}は、登録者が{ja}で乗るときに使えます", instrument.ja),
        format!(
            "The {} is for {en} registrants riding together",
            instrument.en
        ),
    )
}

fn outside_area(within: AreaMatch) -> Words {
    let (ja, en) = match within {
        AreaMatch::EitherEnd => ("乗車地か降車地が対象の市町村内の", "that begin or end"),
        AreaMatch::BothEnds => ("乗車地も降車地も対象の市町村内の", "that begin and end"),
        AreaMatch::Boarding => ("乗車地が対象の市町村内の", "that begin"),
        AreaMatch::Alighting => ("降車地が対象の市町村内の", "that end"),
    };
    (
        format!("{ja}乗車に助成します"),
        format!("Trips {en} in the scheme's area are subsidised"),
    )
}

fn outside_hours(hours: &[Hours]) -> Words {
    let one_for_all_days = hours.iter().filter(|it| it.days.is_empty());
    let ([only], 1) = (hours, one_for_all_days.count()) else {
        return (
            "利用できる日時ではありません".to_owned(),
            "The scheme does not run at this time".to_owned(),
        );
    };
    let (from, until) = (only.from.format("%-H:%M"), only.until.format("%-H:%M"));
    let (by_ja, by_en) = match only.counted_by {
        HoursBy::Boarding => ("乗車", "boarded"),
        HoursBy::Alighting => ("降車", "ended"),
    };
    (
        format!("{from}から{until}までに{by_ja}したときに助成します"),
        format!("Trips {by_en} from {from} to {until} are subsidised"),
    )
}
