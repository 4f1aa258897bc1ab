//! What persons and programs did is written down, and cannot be changed unseen.

#![cfg(test)]

mod support;

use domain::Digest;
use settlement::access::{Caller, Permission, Who};
use settlement::registry::{
    AsOf, CsvKind, Encoding, export_csv, import_csv, list_accounts, show_registrant,
};
use settlement::trail::{self, Entry, perform};
use settlement::{Error, month};
use support::{City, user};

async fn entries(city: &City) -> Vec<Entry> {
    let mut all = Vec::new();
    trail::entries(&city.settlement, city.code, |entry, _digest| {
        all.push(entry.clone());
    })
    .await
    .unwrap();
    all
}

fn told(entry: &Entry) -> String {
    let phase = entry.phase.as_str();
    format!(
        "{} {} {phase} {}",
        entry.who,
        entry.what,
        entry.phase.code().unwrap_or("-")
    )
}

#[tokio::test]
async fn setting_up_registering_and_closing_are_written_down_with_their_ends() {
    let city = City::found(&[0]).await;
    let before = entries(&city).await.len();
    let october = "2026-10".parse().unwrap();
    let by = user("approver");
    month::close(&city.settlement, city.code, october, &by)
        .await
        .unwrap_err();
    let by = user("clerk");
    month::close(&city.settlement, city.code, october, &by)
        .await
        .unwrap_err();
    city.set_time("2026-11-02T09:00:00+09:00");
    month::close(&city.settlement, city.code, october, &by)
        .await
        .unwrap();
    let all = entries(&city).await;
    let told: Vec<String> = all.iter().map(told).collect();
    assert_eq!(
        &told[..2],
        [
            "setup import_registry begun -",
            "setup import_registry done -"
        ]
    );
    assert!(
        told.contains(&"user:clerk register_card done -".to_owned()),
        "{told:?}"
    );
    assert_eq!(
        told[before..],
        [
            "user:approver close_month begun -",
            "user:approver close_month refused role_not_allowed",
            "user:clerk close_month begun -",
            "user:clerk close_month refused month_not_over",
            "user:clerk close_month begun -",
            "user:clerk close_month done -",
        ]
    );
    let report = trail::verify(&city.settlement, city.code).await.unwrap();
    assert_eq!((report.broken_at, report.open.len()), (None, 0));
    assert_eq!(report.entries, i64::try_from(all.len()).unwrap());
}

#[tokio::test]
async fn who_opened_accounts_and_which_file_was_taken_in_is_written_down() {
    let city = City::found(&[0]).await;
    let all = entries(&city).await;
    let registry = Digest::of(support::REGISTRY).to_string();
    assert_eq!(all[0].subject, registry, "the file that began it all");
    let before = all.len();
    let clerk = city.caller("clerk").await;
    let kind = CsvKind::Operators;
    let (_rows, bytes) = export_csv(&city.settlement, &clerk, kind, Encoding::Utf8)
        .await
        .unwrap();
    let operator = "op-1".parse().unwrap();
    list_accounts(&city.settlement, &clerk, &operator, AsOf::default())
        .await
        .unwrap();
    let registrant = city.cards[0].registrant.clone();
    show_registrant(&city.settlement, &clerk, &registrant)
        .await
        .unwrap();
    for dry_run in [true, false] {
        let who = (city.code, &user("clerk"));
        import_csv(&city.settlement, who, (kind, &bytes), dry_run)
            .await
            .unwrap();
    }
    // A program without the permission is refused, and that is written down.
    let stranger = Caller {
        who: Who::Setup,
        ..clerk
    };
    export_csv(&city.settlement, &stranger, kind, Encoding::Utf8)
        .await
        .unwrap_err();
    let all = entries(&city).await;
    let ends = all[before..]
        .iter()
        .filter(|it| it.phase.as_str() != "begun");
    let told: Vec<String> = ends
        .map(|it| {
            format!(
                "{} {} {} {}",
                it.who,
                it.what,
                it.subject,
                it.phase.as_str()
            )
        })
        .collect();
    let file = Digest::of(&bytes);
    assert_eq!(
        told,
        [
            "user:clerk export_csv operators done".to_owned(),
            "user:clerk list_accounts op-1 done".to_owned(),
            format!("user:clerk show_registrant registrant:{registrant} done"),
            format!("user:clerk rehearse_csv operators {file} done"),
            format!("user:clerk import_csv operators {file} done"),
            "setup export_csv operators refused".to_owned(),
        ]
    );
}

#[tokio::test]
async fn an_act_is_written_down_before_it_is_done_and_stays_if_it_never_ends() {
    let city = City::found(&[0]).await;
    let caller = Caller::command(&city.settlement, city.code, &user("clerk"))
        .await
        .unwrap();
    let act = ("try", "something");
    let never = perform(&city.settlement, &caller, None, act, async || {
        let report = trail::verify(&city.settlement, city.code).await.unwrap();
        assert_eq!(report.open[0].what, "try");
        std::future::pending::<settlement::Result<()>>().await
    });
    let cut = tokio::time::timeout(std::time::Duration::from_millis(500), never).await;
    cut.unwrap_err();
    let report = trail::verify(&city.settlement, city.code).await.unwrap();
    assert_eq!(report.open.len(), 1);
    assert_eq!(
        (report.open[0].who.as_str(), report.open[0].subject.as_str()),
        ("user:clerk", "something")
    );
}

#[tokio::test]
async fn what_the_caller_may_not_do_is_not_begun_but_told() {
    let city = City::found(&[0]).await;
    let clerk = Caller::command(&city.settlement, city.code, &user("clerk"))
        .await
        .unwrap();
    let setup = Caller {
        who: Who::Setup,
        ..clerk.clone()
    };
    for caller in [clerk, setup] {
        let wanted = Some(Permission::PayoutApprove);
        let outcome = perform(&city.settlement, &caller, wanted, ("try", ""), async || {
            panic!("it was done");
            #[expect(unreachable_code, reason = "says what the work would give")]
            Ok(())
        })
        .await;
        assert!(matches!(outcome, Err(Error::Refused(_))));
        assert_eq!(
            entries(&city).await.last().unwrap().phase.as_str(),
            "refused"
        );
    }
}

#[tokio::test]
async fn many_at_once_make_one_chain() {
    let city = City::found(&[0]).await;
    let before = entries(&city).await.len();
    let caller = Caller::command(&city.settlement, city.code, &user("clerk"))
        .await
        .unwrap();
    // Not on threads of their own, but all under way at once.
    let local = tokio::task::LocalSet::new();
    for number in 0..12 {
        let (settlement, caller) = (city.settlement.clone(), caller.clone());
        local.spawn_local(async move {
            let act = ("try", number);
            perform(&settlement, &caller, None, act, async || Ok(()))
                .await
                .unwrap();
        });
    }
    local.await;
    let report = trail::verify(&city.settlement, city.code).await.unwrap();
    assert_eq!((report.broken_at, report.open.len()), (None, 0));
    assert_eq!(usize::try_from(report.entries).unwrap(), before + 24);
}

/// The service may not; whoever owns the database could, but is found out.
#[tokio::test]
async fn an_entry_that_is_changed_left_out_or_put_in_breaks_the_chain() {
    for (change, broken_at) in [
        ("UPDATE trail_entry SET subject = 'x' WHERE number = 3", 3),
        ("UPDATE trail_entry SET who = 'user:other' WHERE number = 1", 1),
        ("DELETE FROM trail_entry WHERE number = 2", 3),
        (
            "INSERT INTO trail_entry SELECT municipality, number + 1, gen_random_uuid(), 'failed', at, who,
                through, what, subject, NULL, digest, digest
             FROM trail_entry ORDER BY number DESC LIMIT 1",
            -1,
        ),
    ] {
        let city = City::found(&[0]).await;
        let count = i64::try_from(entries(&city).await.len()).unwrap();
        let owner = city.database.connect().await.unwrap();
        for may_not in ["UPDATE trail_entry SET who = ''", "DELETE FROM trail_entry"] {
            owner.batch_execute(may_not).await.unwrap_err();
        }
        owner.batch_execute("ALTER TABLE trail_entry DISABLE TRIGGER USER").await.unwrap();
        owner.batch_execute(change).await.unwrap();
        let report = trail::verify(&city.settlement, city.code).await.unwrap();
        let expected = if broken_at == -1 { count + 1 } else { broken_at };
        assert_eq!(report.broken_at, Some(expected), "{change}");
    }
}

#[tokio::test]
async fn an_exported_line_is_enough_to_work_its_digest_out_again() {
    let city = City::found(&[0]).await;
    let mut previous = serde_json::Value::Null;
    for entry in entries(&city).await {
        let line = entry.line(city.code);
        let exported: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(exported["previous"], previous);
        let (body, rest) = line.rsplit_once(",\"digest\":").unwrap();
        let digest = domain::Digest::of(format!("{body}}}")).to_string();
        assert_eq!(rest, format!("\"{digest}\"}}"));
        previous = exported["digest"].clone();
    }
}
