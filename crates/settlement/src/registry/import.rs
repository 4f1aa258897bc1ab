//! The registry file: a municipality's operators, vehicles, terminals and users
//! in one TOML document, taken in whole or not at all.
//!
//! Repeatable: what is there is brought up to date, nothing is deleted. Not for
//! residents; those are registered at the desk.

use domain::{
    Digest, DriverId, InvoiceNumber, Month, MunicipalityCode, OperatorId, ServiceDate, TerminalId,
    UserId, VehicleId,
};
use queries::queries::registry as sql;
use serde::{Deserialize, Serialize};
use zengin::AccountKind;

use super::account::{OperatorAccount, kind_number};
use super::dated::{Assigned, Entering, Kind, OperatorTerms};
use super::lock::hold;
use crate::access::{Caller, Permission, Role, Who, enter_users};
use crate::seal::Place;
use crate::trail::perform;
use crate::typed::refuse_individual_number;
use crate::{Error, RefusalKind, Result, Settlement, Transaction};

/// A registry file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistryFile {
    /// The tenant.
    pub municipality: MunicipalityInput,
    /// Whose account pays.
    pub payer: PayerInput,
    /// Users.
    #[serde(default)]
    pub user: Vec<UserInput>,
    /// Operators with their vehicles and drivers.
    #[serde(default)]
    pub operator: Vec<OperatorInput>,
    /// Terminals.
    #[serde(default)]
    pub terminal: Vec<TerminalInput>,
}

/// The tenant itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MunicipalityInput {
    /// Its code (全国地方公共団体コード).
    pub code: MunicipalityCode,
    /// 前橋市.
    pub name: String,
    /// The first month that is settled by mytaku; fixed once imported.
    pub first_month: Month,
}

/// The account that the municipality pays from (振込依頼人).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayerInput {
    /// 振込依頼人コード, issued by the bank.
    pub requester_code: zengin::RequesterCode,
    /// 振込依頼人名 in kana.
    pub requester_name: String,
    /// 金融機関番号.
    pub bank: zengin::BankCode,
    /// 支店番号.
    pub branch: zengin::BranchCode,
    /// 預金種目.
    pub account_kind: AccountKind,
    /// 口座番号.
    pub account_number: zengin::AccountNumber,
}

/// A person or program that acts for the municipality.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserInput {
    /// How it is called here.
    pub id: UserId,
    /// What it may do.
    pub role: Role,
}

/// A taxi operator (事業者).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorInput {
    /// How the city numbers it.
    pub id: OperatorId,
    /// Its name.
    pub name: String,
    /// 債権者番号.
    #[serde(default)]
    pub creditor_number: Option<String>,
    /// From when these terms and this account hold; without it, from the first month
    /// for an operator that is new here, and from today for one that is known.
    #[serde(default)]
    pub from: Option<ServiceDate>,
    /// 許可の有効期限, last day; none while open.
    #[serde(default)]
    pub licensed_until: Option<ServiceDate>,
    /// 協定の終了日, last day; none while open.
    #[serde(default)]
    pub contracted_until: Option<ServiceDate>,
    /// 適格請求書発行事業者登録番号.
    #[serde(default)]
    pub invoice_number: Option<InvoiceNumber>,
    /// 金融機関番号.
    pub bank: zengin::BankCode,
    /// 支店番号.
    pub branch: zengin::BranchCode,
    /// 預金種目.
    pub account_kind: AccountKind,
    /// 口座番号.
    pub account_number: zengin::AccountNumber,
    /// 口座名義カナ, as in the passbook.
    pub account_name: String,
    /// Its vehicles.
    #[serde(default)]
    pub vehicles: Vec<VehicleId>,
    /// Its drivers, by its own numbers.
    #[serde(default)]
    pub drivers: Vec<DriverId>,
}

/// A terminal and the vehicle it is fitted in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TerminalInput {
    /// How the city numbers it.
    pub id: TerminalId,
    /// Where it is fitted.
    pub vehicle: VehicleId,
    /// From when; as for operators.
    #[serde(default)]
    pub from: Option<ServiceDate>,
}

/// How much was taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Users in the file.
    pub users: usize,
    /// Operators in the file.
    pub operators: usize,
    /// Vehicles in the file.
    pub vehicles: usize,
    /// Drivers in the file.
    pub drivers: usize,
    /// Terminals in the file.
    pub terminals: usize,
}

/// Takes a registry file in; the trail keeps its digest. `by` may be left out only while
/// the municipality has no user yet: that is how the first one comes in. Users that are new
/// or get another role take an administrator.
pub async fn import(
    settlement: &Settlement,
    (file, digest): (&RegistryFile, Digest),
    by: Option<&UserId>,
) -> Result<Imported> {
    let municipality = file.municipality.code;
    check_texts(file)?;
    let caller = importer(settlement, municipality, by).await?;
    let permission = Some(Permission::RegistryWrite);
    perform(
        settlement,
        &caller,
        permission,
        ("import_registry", digest),
        async || {
            settlement
                .database
                .transaction("import_registry", municipality, async |tx| {
                    let known = sql::get_municipality()
                        .bind(tx, &municipality.as_str())
                        .opt()
                        .await?;
                    if known.is_some() && caller.who == Who::Setup {
                        return Err(user_missing());
                    }
                    if let Some(known) = known
                        && known.first_month != file.municipality.first_month.first_day()
                    {
                        return Err(first_month_is_fixed(Month::from(known.first_month)));
                    }
                    let now = hold(settlement, tx, municipality).await?;
                    let entering = Entering {
                        municipality,
                        by,
                        now,
                        seal_keys: &settlement.seal_keys,
                        schemes: &settlement.schemes,
                    };
                    put_municipality(settlement, tx, file).await?;
                    let users = file.user.iter().map(|user| (&user.id, user.role));
                    enter_users(tx, &caller, users).await?;
                    for operator in &file.operator {
                        put_operator(tx, &entering, operator).await?;
                    }
                    for terminal in &file.terminal {
                        sql::upsert_terminal()
                            .bind(
                                tx,
                                &municipality.as_str(),
                                &terminal.id.as_str(),
                                &terminal.vehicle.as_str(),
                            )
                            .await
                            .map_err(|error| explain_vehicle(error, terminal))?;
                    }
                    let fitted = file.terminal.iter().map(|it| Assigned {
                        thing: it.id.as_str(),
                        holder: Some(it.vehicle.as_str()),
                        from: it.from,
                    });
                    entering.assign(tx, Kind::Terminal, fitted).await?;
                    Ok(())
                })
                .await
        },
    )
    .await?;
    Ok(Imported {
        users: file.user.len(),
        operators: file.operator.len(),
        vehicles: file
            .operator
            .iter()
            .map(|operator| operator.vehicles.len())
            .sum(),
        drivers: file
            .operator
            .iter()
            .map(|operator| operator.drivers.len())
            .sum(),
        terminals: file.terminal.len(),
    })
}

/// What a person typed and that is not an identifier.
fn check_texts(file: &RegistryFile) -> Result<()> {
    refuse_individual_number("municipality.name", &file.municipality.name)?;
    refuse_individual_number("payer.requester_name", &file.payer.requester_name)?;
    for operator in &file.operator {
        let id = &operator.id;
        let creditor_number = operator.creditor_number.as_deref().unwrap_or_default();
        for (field, text) in [
            ("name", operator.name.as_str()),
            ("account_name", operator.account_name.as_str()),
            ("creditor_number", creditor_number),
        ] {
            refuse_individual_number(&format!("operator {id}: {field}"), text)?;
        }
    }
    Ok(())
}

/// The user named, or whoever sets up a municipality that is not there yet.
async fn importer(
    settlement: &Settlement,
    municipality: MunicipalityCode,
    by: Option<&UserId>,
) -> Result<Caller> {
    let known = settlement
        .database
        .transaction("get_municipality", municipality, async |tx| {
            let row = sql::get_municipality()
                .bind(tx, &municipality.as_str())
                .opt()
                .await?;
            Ok(row.is_some())
        })
        .await?;
    if known {
        Caller::command(settlement, municipality, by.ok_or_else(user_missing)?).await
    } else {
        Ok(Caller::setup(municipality))
    }
}

async fn put_municipality(
    settlement: &Settlement,
    tx: &Transaction<'_>,
    file: &RegistryFile,
) -> Result<()> {
    let municipality = file.municipality.code;
    let payer = &file.payer;
    let name = zengin::OriginatorName::from_typed(&payer.requester_name)
        .map_err(|error| kana_invalid("payer.requester_name", &error))?;
    sql::upsert_municipality()
        .bind(
            tx,
            &municipality.as_str(),
            &file.municipality.name.as_str(),
            &file.municipality.first_month.first_day(),
        )
        .await?;
    queries::queries::month::open_month()
        .bind(
            tx,
            &municipality.as_str(),
            &file.municipality.first_month.first_day(),
        )
        .await?;
    let place = Place {
        municipality,
        table: "payer",
        row: "",
        column: "account_number",
    };
    let number = settlement
        .seal_keys
        .seal(place, payer.account_number.as_str())?;
    sql::upsert_payer()
        .bind(
            tx,
            &municipality.as_str(),
            &payer.requester_code.as_str(),
            &name.as_str(),
            &payer.bank.as_str(),
            &payer.branch.as_str(),
            &kind_number(payer.account_kind),
            &number.as_str(),
        )
        .await?;
    Ok(())
}

/// Enters an operator with its vehicles and drivers; how many rows were new.
pub(super) async fn put_operator(
    tx: &Transaction<'_>,
    entering: &Entering<'_>,
    operator: &OperatorInput,
) -> Result<u64> {
    let municipality = entering.municipality;
    let paid = paid(operator)?;
    sql::upsert_operator()
        .bind(
            tx,
            &municipality.as_str(),
            &operator.id.as_str(),
            &operator.name.as_str(),
        )
        .await?;
    for vehicle in &operator.vehicles {
        sql::upsert_vehicle()
            .bind(
                tx,
                &municipality.as_str(),
                &vehicle.as_str(),
                &operator.id.as_str(),
            )
            .await?;
    }
    for driver in &operator.drivers {
        sql::upsert_driver()
            .bind(
                tx,
                &municipality.as_str(),
                &driver.as_str(),
                &operator.id.as_str(),
            )
            .await?;
    }
    let terms = OperatorTerms {
        operator: operator.id.as_str(),
        from: operator.from,
        licensed_until: operator.licensed_until,
        contracted_until: operator.contracted_until,
        invoice_number: operator.invoice_number.as_ref(),
    };
    let mut entered = entering.put_terms(tx, &terms).await?;
    let whose = (&operator.id, operator.from);
    entered += entering.put_account(tx, whose, &paid).await?;
    let of_operator = |thing| Assigned {
        thing,
        holder: Some(operator.id.as_str()),
        from: operator.from,
    };
    let vehicles = operator.vehicles.iter().map(VehicleId::as_str);
    let drivers = operator.drivers.iter().map(DriverId::as_str);
    entered += entering
        .assign(tx, Kind::Vehicle, vehicles.map(of_operator))
        .await?;
    entered += entering
        .assign(tx, Kind::Driver, drivers.map(of_operator))
        .await?;
    Ok(entered)
}

/// Where the operator is to be paid.
fn paid(operator: &OperatorInput) -> Result<OperatorAccount> {
    let payee = zengin::PayeeName::from_typed(&operator.account_name).map_err(|error| {
        kana_invalid(&format!("operator {}: account_name", operator.id), &error)
    })?;
    let creditor_number = operator.creditor_number.as_deref().map(str::trim);
    Ok(OperatorAccount {
        creditor_number: creditor_number
            .filter(|number| !number.is_empty())
            .map(str::to_owned),
        account: zengin::Account {
            bank: operator.bank.clone(),
            branch: operator.branch.clone(),
            kind: operator.account_kind,
            number: operator.account_number.clone(),
        },
        payee,
    })
}

fn user_missing() -> Error {
    Error::refused(
        RefusalKind::Forbidden,
        "user_missing",
        "誰の操作かを指定してください(--by)。",
        "Say who does this: --by USER.",
    )
}

fn first_month_is_fixed(month: Month) -> Error {
    Error::conflict(
        "first_month_is_fixed",
        format!("最初の月は{month}で登録済みです。変更できません。"),
        format!("The first settled month is {month} and can no longer be changed."),
    )
}

fn kana_invalid(place: &str, error: &zengin::TextError) -> Error {
    Error::invalid(
        "kana_invalid",
        format!("{place}: 口座名義に使えない文字があります。"),
        format!("{place}: {error}."),
    )
}

fn explain_vehicle(error: tokio_postgres::Error, terminal: &TerminalInput) -> Error {
    let unknown = error
        .code()
        .is_some_and(|code| *code == tokio_postgres::error::SqlState::FOREIGN_KEY_VIOLATION);
    if !unknown {
        return error.into();
    }
    Error::invalid(
        "unknown_vehicle",
        format!(
            "端末{}の車両{}は登録されていません。",
            terminal.id, terminal.vehicle
        ),
        format!(
            "terminal {}: there is no vehicle {}; list it under its operator.",
            terminal.id, terminal.vehicle
        ),
    )
}
