//! How a host ends, and what it tells then.

use std::sync::{Arc, Mutex};

use super::core::{Core, lock};
use crate::error::HostError;
use crate::violation::{Rule, Violation};

/// Hosts whose driver cannot be taken down: a driver has no teardown (hal-facts A.1) and may call its host as long as the process
/// lives.
static IMMORTAL: Mutex<Vec<Arc<Core>>> = Mutex::new(Vec::new());

/// How a host ended.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// Everything the driver did against the contract.
    pub violations: Vec<Violation>,
    /// Whether the driver instance was destroyed.
    pub destroyed: bool,
    /// The CoreFoundation objects that were alive in the driver just before the end, where it counts them. A driver that is linked
    /// into this program counts those of all hosts of the process, and of the program's own.
    pub live_objects: Option<u64>,
    /// How many CoreFoundation objects were left that were not there at the start, when
    /// [`HostBuilder::count_objects`](crate::HostBuilder::count_objects) asked for it and the driver counts them.
    pub objects_left: Option<u64>,
    /// Why the file of the storage could not be written, if it could not.
    pub storage: Option<HostError>,
}

/// Stops everything and takes the driver down.
pub(super) fn take_down(core: &Arc<Core>) -> Report {
    core.wait_for_helpers();
    for io in core.all_device_io() {
        io.lock().end(core);
    }
    let _ = core.instance.drain();
    let live_objects = core.instance.live_objects().ok().flatten();
    if !core.instance.is_simulated() {
        core.clock.close();
    }
    let destroyed = core.instance.destroy();
    let objects_left = core.objects_before.and_then(|before| {
        // What a linked driver leaves is counted without it; a loaded one cannot be asked any more.
        let now = match (core.bundle.is_none(), tympan_aspl::cf::live_objects()) {
            (true, Some(count)) => Some(count as u64),
            _ => live_objects,
        };
        now.map(|now| now.saturating_sub(before))
    });
    if let Some(left) = objects_left.filter(|left| *left > 0) {
        core.violations.record(Rule::ObjectsLeft, 0, || {
            format!("{left} CoreFoundation objects are left that were not there before Initialize")
        });
    }
    if !destroyed {
        lock(&IMMORTAL).push(Arc::clone(core));
    }
    Report {
        violations: core.violations(),
        destroyed,
        live_objects,
        objects_left,
        storage: core.storage.save().err(),
    }
}
