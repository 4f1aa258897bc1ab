//! `mytaku serve`: the service.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use clap::Args;
use jpki::{Policy, TrustAnchors};
use serde_json::json;
use settlement::CardTrust;

use crate::common::Common;
use crate::context::Context;
use crate::{files, output};

/// サービスを起動 / Run the service until Ctrl-C or SIGTERM.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mytaku serve --listen 127.0.0.1:8080 --trust-anchors jpki.pem --certificate-policy OID\n\nWith --database-url the schema must be current: run mytaku migrate first. Without it a private\ndatabase is started in the data folder, migrated, and stopped at the end."
)]
pub(crate) struct Serve {
    /// 待ち受けるアドレス / Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// 監視用のアドレス / Where GET /metrics is answered, to whoever can reach it: for monitoring only, never for the public. Without it there is none
    #[arg(long, value_name = "ADDRESS:PORT", env = "MYTAKU_METRICS")]
    metrics: Option<SocketAddr>,
    /// 認証局の証明書 / Certificates of the authorities whose cards are accepted, in PEM
    #[arg(long, value_name = "FILE.pem", env = "MYTAKU_TRUST_ANCHORS")]
    trust_anchors: Option<PathBuf>,
    /// 受け入れる証明書ポリシー / A certificate policy that is accepted, as the authority numbers it; may be given several times
    #[arg(
        long,
        value_name = "OID",
        requires = "trust_anchors",
        env = "MYTAKU_CERTIFICATE_POLICY",
        value_delimiter = ','
    )]
    certificate_policy: Vec<String>,
    /// テスト用カードを受け入れる / Accept cards of the test hierarchy; never where money is real
    #[arg(long, requires = "trust_anchors")]
    allow_test_cards: bool,
    #[command(flatten)]
    common: Common,
}

impl Serve {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let trust = self.trust()?;
        let listener = bind(self.listen)?;
        let metrics = self.metrics.map(bind).transpose()?;
        let url = url(&listener, "")?;
        let metrics_url = metrics
            .as_ref()
            .map(|listener| self::url(listener, "/metrics"));
        let metrics_url = metrics_url.transpose()?;
        let context = Context::for_service(&self.common, trust)?;
        output::print(&format!("listening on {url}"))?;
        if let Some(url) = &metrics_url {
            output::print(&format!("metrics on {url}"))?;
        }
        if self.common.json {
            let facts = json!({ "listening": url, "metrics": metrics_url });
            output::print(&facts.to_string())?;
        }
        context.serve(listener, metrics)
    }

    fn trust(&self) -> anyhow::Result<Option<CardTrust>> {
        let Some(path) = &self.trust_anchors else {
            tracing::warn!(
                "no authority is trusted: cards cannot be registered and terminals get no bundle; see --trust-anchors"
            );
            return Ok(None);
        };
        let anchors_pem = files::read_text(path)?;
        let anchors = TrustAnchors::from_pem(&anchors_pem).with_context(|| {
            format!(
                "認証局の証明書{0}を使えません / the trust anchors in {0} cannot be used",
                path.display()
            )
        })?;
        Ok(Some(CardTrust {
            anchors_pem,
            anchors,
            policy: self.policy()?,
        }))
    }

    fn policy(&self) -> anyhow::Result<Policy> {
        ensure!(
            self.allow_test_cards || !self.certificate_policy.is_empty(),
            "証明書ポリシーを指定してください / say which certificate policy is accepted: --certificate-policy OID (or, for test cards alone, --allow-test-cards)"
        );
        let mut policy = Policy::production(&self.certificate_policy)
            .context("証明書ポリシーが正しくありません / --certificate-policy")?;
        if self.allow_test_cards {
            tracing::warn!("test cards are accepted: for demonstrations and tests only");
            let test = Policy::test_hierarchy();
            policy.allow_test_hierarchy = true;
            policy
                .certificate_policy_oids
                .extend(test.certificate_policy_oids);
        }
        Ok(policy)
    }
}

fn url(listener: &TcpListener, path: &str) -> anyhow::Result<String> {
    Ok(format!("http://{}{path}", listener.local_addr()?))
}

fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).with_context(|| {
        format!(
            "{address}で待ち受けられません。使用中なら--listenで別のポートを指定してください / cannot listen on {address}; if it is in use, choose another port with --listen"
        )
    })
}
