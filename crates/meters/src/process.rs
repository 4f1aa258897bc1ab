//! The process itself, by the names that every Prometheus board knows.
//!
//! Read from the kernel when somebody looks. What cannot be read is left out.

use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric as _};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};
use rustix::time::{ClockId, clock_gettime};

pub(crate) fn register(registry: &mut Registry) {
    let began = SystemTime::now().duration_since(UNIX_EPOCH);
    registry.register_collector(Box::new(Process {
        began: began.unwrap_or_default(),
    }));
}

#[derive(Debug)]
struct Process {
    began: Duration,
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        let cpu = ConstCounter::new(cpu().as_secs_f64());
        let metric = encoder.encode_descriptor(
            "process_cpu",
            "CPU time, in and out of the kernel",
            Some(&Unit::Seconds),
            cpu.metric_type(),
        )?;
        cpu.encode(metric)?;
        let began = ConstGauge::new(self.began.as_secs_f64());
        let metric = encoder.encode_descriptor(
            "process_start_time",
            "When the process began, since 1970",
            Some(&Unit::Seconds),
            began.metric_type(),
        )?;
        began.encode(metric)?;
        if let Some(bytes) = resident_bytes() {
            let resident = ConstGauge::new(bytes);
            let metric = encoder.encode_descriptor(
                "process_resident_memory",
                "Memory in use",
                Some(&Unit::Bytes),
                resident.metric_type(),
            )?;
            resident.encode(metric)?;
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            let open = ConstGauge::new(crate::whole(open.count()));
            let metric = encoder.encode_descriptor(
                "process_open_fds",
                "Open files and connections",
                None,
                open.metric_type(),
            )?;
            open.encode(metric)?;
        }
        Ok(())
    }
}

fn cpu() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(used.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(used.tv_nsec).unwrap_or_default())
}

/// proc(5): a line `VmRSS:     1234 kB`.
fn resident_bytes() -> Option<i64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: i64 = line.split_whitespace().next()?.parse().ok()?;
    kib.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_takes_time_and_memory() {
        assert!(cpu() > Duration::ZERO);
        assert!(resident_bytes().unwrap() > 1_000_000);
    }
}
