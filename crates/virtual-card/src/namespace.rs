//! Private namespaces for a private pcscd.
//!
//! pcscd listens on one compiled-in path, and vpcd on a fixed port of every
//! address. In a mount namespace the path is ours alone, in a network
//! namespace the port is; as an unprivileged user, inside a user namespace,
//! both may be made. Clients outside reach the socket through its folder:
//! `PCSCLITE_CSOCK_NAME=FOLDER/pcscd.comm`.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use rustix::fs::{Mode, OFlags};
use rustix::mount::{MountFlags, mount, mount_bind};
use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{AddressFamily, SendFlags, SocketFlags, SocketType, sendto, socket_with};

use crate::pcscd;

/// Where pcscd keeps its socket.
pub(crate) const PCSCD_FOLDER: &str = "/run/pcscd";
const AS_ROOT: &[&str] = &["--mount", "--net"];
const AS_USER: &[&str] = &["--mount", "--net", "--user", "--map-root-user"];
/// `sun_path` holds 108 bytes with the final zero.
const SOCKET_PATH_MAX: usize = 107;

/// Becomes a process in namespaces of its own that runs this binary with
/// `arguments`. Returns only on failure.
pub(crate) fn enter(arguments: &[&str], folder: &Path) -> Result<()> {
    pcscd::check_installed()?;
    let flags = [AS_ROOT, AS_USER]
        .into_iter()
        .find(|flags| is_permitted(flags))
        .context(
            "this system permits no private namespaces (unshare failed); run as root, or allow them: sysctl kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0; in a container: --cap-add SYS_ADMIN",
        )?;
    let binary = std::env::current_exe().context("cannot find our own binary")?;
    let error = Command::new("unshare")
        .args(flags)
        .arg(binary)
        .args(arguments)
        .arg(folder)
        .exec();
    Err(error).context("cannot run unshare; run: apt-get install util-linux")
}

fn is_permitted(flags: &[&str]) -> bool {
    Command::new("unshare")
        .args(flags)
        .arg("true")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// That a socket in `folder` has a path that sockets can have.
pub(crate) fn check_folder(folder: &Path) -> Result<()> {
    let length = folder.join("pcscd.comm").as_os_str().len();
    if length > SOCKET_PATH_MAX {
        bail!(
            "{} is too long for a socket ({length} of {SOCKET_PATH_MAX} bytes); choose a shorter folder",
            folder.display()
        );
    }
    Ok(())
}

/// Inside: shows `folder` to pcscd as its own, hides real readers and brings
/// up the loopback interface.
pub(crate) fn furnish(folder: &Path) -> Result<()> {
    // Held open, since it may itself lie under /run.
    let held = rustix::fs::open(
        folder,
        OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC,
        Mode::empty(),
    )
    .with_context(|| format!("cannot open {}", folder.display()))?;
    mount_empty("/run")?;
    std::fs::create_dir(PCSCD_FOLDER).with_context(|| format!("cannot make {PCSCD_FOLDER}"))?;
    let held = std::os::fd::AsRawFd::as_raw_fd(&held);
    mount_bind(format!("/proc/self/fd/{held}"), PCSCD_FOLDER)
        .with_context(|| format!("cannot mount {} on {PCSCD_FOLDER}", folder.display()))?;
    if Path::new("/dev/bus/usb").exists() {
        mount_empty("/dev/bus/usb")?;
    }
    bring_up_loopback().context("cannot bring up the loopback interface")
}

fn mount_empty(path: &str) -> Result<()> {
    mount(
        "tmpfs",
        path,
        "tmpfs",
        MountFlags::NOSUID | MountFlags::NODEV,
        None,
    )
    .with_context(|| format!("cannot mount an empty {path}"))
}

/// `ip link set lo up`, without needing iproute2: one `RTM_NEWLINK` message
/// (rtnetlink(7)) for interface 1, which is `lo` in every namespace.
fn bring_up_loopback() -> rustix::io::Result<()> {
    const RTM_NEWLINK: u16 = 16;
    const NLM_F_REQUEST: u16 = 1;
    const IFF_UP: u32 = 1;
    const LOOPBACK: i32 = 1;
    const LENGTH: u32 = 32;
    let header = [
        LENGTH.to_ne_bytes().as_slice(),
        &RTM_NEWLINK.to_ne_bytes(),
        &NLM_F_REQUEST.to_ne_bytes(),
        &1_u32.to_ne_bytes(), // sequence
        &0_u32.to_ne_bytes(), // to the kernel
    ]
    .concat();
    let interface = [
        [0; 4].as_slice(), // family and type unspecified
        &LOOPBACK.to_ne_bytes(),
        &IFF_UP.to_ne_bytes(), // flags
        &IFF_UP.to_ne_bytes(), // which flags change
    ]
    .concat();
    let socket = socket_with(
        AddressFamily::NETLINK,
        SocketType::RAW,
        SocketFlags::CLOEXEC,
        None, // NETLINK_ROUTE
    )?;
    let kernel = SocketAddrNetlink::new(0, 0);
    // The kernel handles it before sendto returns.
    sendto(
        &socket,
        &[header, interface].concat(),
        SendFlags::empty(),
        &kernel,
    )?;
    Ok(())
}
