//! The mix of all clients on its way to the device (hal-facts C.11): sum, ProcessMix, conversion, WriteMix.

use std::sync::Arc;

use tympan_aspl_sys::{
    AudioServerPlugInIOOperation, kAudioServerPlugInIOOperationConvertMix,
    kAudioServerPlugInIOOperationProcessMix, kAudioServerPlugInIOOperationWriteMix,
};

use super::lane::{CycleInfo, Lane, operate, transform};
use super::plan::{Operations, Plan, StreamPlan};
use crate::error::HostError;
use crate::host::Core;
use crate::interface::{Block, IoCall};
use crate::violation::Rule;

/// The buffers of the mix, one per output stream.
#[derive(Debug)]
pub(crate) struct Mixer {
    plan: Arc<Plan>,
    main: Vec<Block>,
    spare: Block,
    copy: Vec<u8>,
    /// What WriteMix was given, per stream, as Float32.
    pub(crate) sent: Vec<Vec<f32>>,
}

impl Mixer {
    pub(crate) fn new(plan: Arc<Plan>) -> Mixer {
        let streams = plan.output.streams.len();
        Mixer {
            main: std::iter::repeat_with(Block::default)
                .take(streams)
                .collect(),
            sent: vec![Vec::new(); streams],
            plan,
            spare: Block::default(),
            copy: Vec::new(),
        }
    }

    /// Adds the clients up in their order. Clients whose data the device mixes itself are left out; false when none remains.
    pub(crate) fn sum<'a>(
        &mut self,
        lanes: impl Iterator<Item = &'a Lane> + Clone,
        frames: u32,
    ) -> bool {
        let mut lanes = lanes.filter(|lane| !lane.operations.mix_output);
        let plan = Arc::clone(&self.plan);
        for (main, stream) in self.main.iter_mut().zip(&plan.output.streams) {
            main.resize(frames as usize * stream.format.channels() * size_of::<f32>());
            main.bytes_mut().fill(0);
        }
        for sent in &mut self.sent {
            sent.clear();
        }
        // The first one is copied: adding to zero would lose the sign of a negative zero.
        let Some(first) = lanes.next() else {
            return false;
        };
        for (main, output) in self.main.iter_mut().zip(&first.output) {
            main.floats_mut().copy_from_slice(output.floats());
        }
        for lane in lanes {
            for (main, output) in self.main.iter_mut().zip(&lane.output) {
                let pairs = main.floats_mut().iter_mut().zip(output.floats());
                pairs.for_each(|(sum, sample)| *sum += sample);
            }
        }
        true
    }

    /// Takes the sum to the device, in the name of one client.
    pub(crate) fn write(
        &mut self,
        core: &Core,
        cycle: &CycleInfo,
        client: u32,
        operations: &Operations,
    ) -> Result<(), HostError> {
        let plan = Arc::clone(&self.plan);
        for (index, stream) in plan.output.streams.iter().enumerate() {
            let mut main = std::mem::take(&mut self.main[index]);
            let result =
                self.write_stream(core, cycle, client, operations, stream, &mut main, index);
            self.main[index] = main;
            result?;
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments)]
    fn write_stream(
        &mut self,
        core: &Core,
        cycle: &CycleInfo,
        client: u32,
        operations: &Operations,
        stream: &StreamPlan,
        main: &mut Block,
        index: usize,
    ) -> Result<(), HostError> {
        let call = |operation: AudioServerPlugInIOOperation| IoCall {
            device: self.plan.device,
            client,
            operation,
            frames: cycle.frames,
            cycle: &cycle.raw,
        };
        let frames = cycle.frames as usize;
        let native = frames * stream.format.bytes_per_frame();
        let canonical = frames * stream.format.channels() * size_of::<f32>();
        let process = operations.process_mix;
        if process.will_do {
            let call = call(kAudioServerPlugInIOOperationProcessMix);
            transform(
                core,
                &call,
                stream,
                main,
                &mut self.spare,
                process,
                canonical,
            )?;
        }
        let convert = operations.convert_mix;
        if convert.will_do {
            if convert.in_place {
                main.resize(native.max(canonical));
            }
            let call = call(kAudioServerPlugInIOOperationConvertMix);
            transform(core, &call, stream, main, &mut self.spare, convert, native)?;
        } else if !stream.format.is_canonical() {
            self.spare.resize(native);
            stream.format.encode(main.floats(), self.spare.bytes_mut());
            std::mem::swap(main, &mut self.spare);
        }
        let sent = &mut self.sent[index];
        sent.resize(frames * stream.format.channels(), 0.0);
        if stream.format.is_canonical() {
            sent.copy_from_slice(main.floats());
        } else {
            stream.format.decode(main.bytes(), sent);
        }
        if !operations.write_mix {
            return Ok(());
        }
        self.copy.clear();
        self.copy.extend_from_slice(main.bytes());
        operate(
            core,
            &call(kAudioServerPlugInIOOperationWriteMix),
            stream,
            main,
            None,
        )?;
        if main.bytes() != self.copy {
            core.violations.record(Rule::MixModified, stream.id, || {
                "WriteMix changed the buffer that it was given to read".into()
            });
        }
        Ok(())
    }
}
