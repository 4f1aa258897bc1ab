//! What Debian or Ubuntu must have installed, and its installation by apt.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::process::{is_installed, output, run};

/// How one sees that a package's part is there, however it came.
pub enum Sign {
    /// A program in `PATH`.
    Program(&'static str),
    /// A file; one folder of its path may be `*`.
    File(&'static str),
    /// A module that the `python3` in `PATH` has.
    Module(&'static str),
}

/// What every command needs, and the package that brings it.
const NEEDS: &[(Sign, &str)] = &[
    // The database.
    (
        Sign::File("/usr/lib/postgresql/*/bin/postgres"),
        "postgresql",
    ),
    // Card readers: the service, a driver for cards in software, an independent judge of them.
    (Sign::Program("pcscd"), "pcscd"),
    (
        Sign::File("/usr/lib/pcsc/drivers/serial/libifdvpcd.so"),
        "vsmartcard-vpcd",
    ),
    (Sign::Program("opensc-tool"), "opensc"),
    (Sign::Program("openssl"), "openssl"),
    // To build pcsc-sys, aws-lc-sys and libsqlite3-sys.
    (
        Sign::File("/usr/lib/*/pkgconfig/libpcsclite.pc"),
        "libpcsclite-dev",
    ),
    (Sign::Program("pkg-config"), "pkg-config"),
    (Sign::Program("cc"), "gcc"),
    (Sign::File("/usr/include/stdlib.h"), "libc6-dev"),
    (Sign::Program("make"), "make"),
    (Sign::Program("cmake"), "cmake"),
    // unshare, flock, setpriv; and the loopback device of a network namespace.
    (Sign::Program("unshare"), "util-linux"),
    (Sign::Program("ip"), "iproute2"),
];

/// Run by a shell as root, with the packages as its arguments.
///
/// Debian's postgresql package makes and starts a server of its own on
/// installation, which nobody here asked for; it is told not to, for as long
/// as the installation takes.
const INSTALL: &str = "
set -eu
export DEBIAN_FRONTEND=noninteractive
folder=/etc/postgresql-common/createcluster.d
mkdir -p $folder
trap 'rm -f $folder/mytaku.conf' EXIT
echo 'create_main_cluster = false' > $folder/mytaku.conf
apt-get update --quiet
apt-get install --quiet --yes --no-install-recommends \"$@\"
";

/// Installs what is missing of what every command needs.
pub fn install_missing() -> Result<()> {
    install(NEEDS)
}

/// Installs what is missing of `needs`; what is there is left alone. Without root and
/// without a passwordless sudo it fails with the one line to run.
pub fn install(needs: &[(Sign, &'static str)]) -> Result<()> {
    let packages = missing(needs);
    if packages.is_empty() {
        return Ok(());
    }
    let list = packages.join(" ");
    if !is_installed("apt-get") {
        bail!(
            "これらをインストールしてください / please install what these Debian packages hold: {list}"
        );
    }
    let Some(mut shell) = root_shell()? else {
        bail!(
            "次を実行してからやり直してください / please run this, then try again:\n  \
             sudo apt-get update && sudo apt-get install --yes --no-install-recommends {list}"
        );
    };
    println!("インストールします / installing: {list}");
    run(shell.args(["-c", INSTALL, "install"]).args(&packages))?;
    match missing(needs).as_slice() {
        [] => Ok(()),
        still => bail!("installed, but still not found: {}", still.join(" ")),
    }
}

/// A shell that runs as root without asking; none if there is no such.
fn root_shell() -> Result<Option<Command>> {
    if output(Command::new("id").arg("-u"))?.trim() == "0" {
        return Ok(Some(Command::new("sh")));
    }
    let may_sudo = Command::new("sudo")
        .args(["--non-interactive", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    Ok(may_sudo.then(|| {
        let mut shell = Command::new("sudo");
        shell.args(["--non-interactive", "sh"]);
        shell
    }))
}

fn missing(needs: &[(Sign, &'static str)]) -> Vec<&'static str> {
    needs
        .iter()
        .filter(|(sign, _)| !is_there(sign))
        .map(|(_, package)| *package)
        .collect()
}

fn is_there(sign: &Sign) -> bool {
    match sign {
        Sign::Program(name) => is_installed(name),
        Sign::File(path) => match path.split_once("/*/") {
            None => Path::new(path).exists(),
            Some((above, below)) => fs::read_dir(above).is_ok_and(|folders| {
                folders
                    .flatten()
                    .any(|folder| folder.path().join(below).exists())
            }),
        },
        Sign::Module(name) => Command::new("python3")
            .args(["-c", &format!("import {name}")])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_seen() {
        assert!(is_there(&Sign::Program("sh")));
        assert!(!is_there(&Sign::Program("no-such-program")));
        assert!(is_there(&Sign::File("/proc/*/cmdline")));
        assert!(!is_there(&Sign::File("/proc/*/no-such-file")));
        assert!(!is_there(&Sign::File("/no/such/*/file")));
        assert!(!is_there(&Sign::Module("no_such_module")));
    }

    #[test]
    fn the_installation_is_a_shell_script() {
        let checked = Command::new("sh")
            .args(["-n", "-c", INSTALL])
            .status()
            .unwrap();
        assert!(checked.success());
    }
}
