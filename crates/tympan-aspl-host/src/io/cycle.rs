//! One I/O cycle in either thread model.

use std::sync::{Arc, Barrier};

use super::lane::CycleInfo;
use super::run::{Running, Slot, State};
use crate::error::HostError;
use crate::host::Core;

/// What a cycle was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cycle {
    /// The counter that the driver saw: 1 after each start and resynchronisation.
    pub counter: u64,
    /// Frames of the cycle.
    pub frames: u32,
    /// The sample time of the first input frame.
    pub input_time: i64,
    /// The sample time of the first output frame.
    pub output_time: i64,
    /// Whether this is the first cycle on a time line: after a start, a configuration change, or a new seed.
    pub rebased: bool,
    /// Whether frames were skipped because the cycle came too late.
    pub resynchronised: bool,
    /// Whether the cycle ended after its output was due: an overload.
    pub late: bool,
}

/// One thread does everything, client after client, then the mix.
pub(super) fn cycle_of_all(
    core: &Arc<Core>,
    slots: &mut [Slot],
    running: &mut Running,
    info: &CycleInfo,
) -> Result<(), HostError> {
    for lane in slots.iter_mut().filter_map(Slot::lane_mut) {
        lane.cycle(core, info)?;
    }
    if let Some((client, operations)) = sum(slots, running, info) {
        running.mixer.write(core, info, client, &operations)?;
    }
    for lane in slots.iter_mut().filter_map(Slot::lane_mut) {
        lane.end_cycle(core, info)?;
    }
    Ok(())
}

/// Each client on its own thread, all at once; when all are done, the mix on a thread of its own.
pub(super) fn cycle_per_client(
    core: &Arc<Core>,
    slots: &mut [Slot],
    running: &mut Running,
    info: &CycleInfo,
) -> Result<(), HostError> {
    let count = slots.iter().filter(|slot| slot.lane().is_some()).count();
    // So that the clients really meet in the driver.
    let line_up = Arc::new(Barrier::new(count));
    let mut pending = Vec::with_capacity(count);
    for (index, slot) in slots.iter_mut().enumerate() {
        let mut lane = match std::mem::replace(&mut slot.state, State::Idle) {
            State::Running(lane) => lane,
            // A client that is not running keeps what it is.
            other => {
                slot.state = other;
                continue;
            }
        };
        let (core, info, line_up) = (Arc::clone(core), *info, Arc::clone(&line_up));
        let job = move || {
            line_up.wait();
            let result = lane.cycle(&core, &info);
            let result = result.and_then(|()| lane.end_cycle(&core, &info));
            (lane, result)
        };
        if let Some(worker) = &slot.worker {
            pending.push((index, worker.start(job)));
        }
    }
    let mut failed = Ok(());
    for (index, pending) in pending {
        let slot = &mut slots[index];
        if let Some(worker) = &mut slot.worker {
            let (lane, result) = worker.wait(&pending);
            slot.state = State::Running(lane);
            failed = failed.and(result);
        }
    }
    failed?;
    let Some((client, operations)) = sum(slots, running, info) else {
        return Ok(());
    };
    let Some(worker) = &mut running.mix_worker else {
        return running.mixer.write(core, info, client, &operations);
    };
    let mut mixer = std::mem::replace(
        &mut running.mixer,
        Box::new(super::mix::Mixer::new(Arc::clone(&running.plan))),
    );
    let (core, info) = (Arc::clone(core), *info);
    let pending = worker.start(move || {
        let result = mixer.write(&core, &info, client, &operations);
        (mixer, result)
    });
    let (mixer, result) = worker.wait(&pending);
    running.mixer = mixer;
    result
}

/// Mixes the clients. The mix-stage calls go in the name of the first of them; which one it is, is not documented (hal-facts G.2).
fn sum(
    slots: &[Slot],
    running: &mut Running,
    info: &CycleInfo,
) -> Option<(u32, super::plan::Operations)> {
    let lanes = slots.iter().filter_map(Slot::lane);
    let first = lanes.clone().find(|lane| !lane.operations.mix_output)?;
    let named = (first.client, first.operations);
    running.mixer.sum(lanes, info.frames).then_some(named)
}
