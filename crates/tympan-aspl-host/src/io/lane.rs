//! The I/O of one client: the input path, its own code, and the output path up to the mix (hal-facts C.11).
//!
//! A lane is used by one thread at a time: the device's I/O thread, or the client's own. It holds everything that thread needs.

use std::sync::Arc;

use tympan_aspl_sys::{
    AudioServerPlugInIOCycleInfo, AudioServerPlugInIOOperation, FourCc,
    kAudioServerPlugInIOOperationConvertInput, kAudioServerPlugInIOOperationCycle,
    kAudioServerPlugInIOOperationMixOutput, kAudioServerPlugInIOOperationProcessInput,
    kAudioServerPlugInIOOperationProcessOutput, kAudioServerPlugInIOOperationReadInput,
    kAudioServerPlugInIOOperationThread,
};

use super::plan::{Operations, Plan, StreamPlan};
use super::proc::{ClientIo, IoProc};
use super::worker::Worker;
use crate::error::HostError;
use crate::host::Core;
use crate::interface::host::IoScope;
use crate::interface::{Block, IoCall, WillDo};
use crate::violation::Rule;

/// What a cycle is for everybody who takes part in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CycleInfo {
    pub(crate) raw: AudioServerPlugInIOCycleInfo,
    pub(crate) frames: u32,
}

/// A client's buffers, code and answers.
pub(crate) struct Lane {
    pub(crate) client: u32,
    pub(crate) plan: Arc<Plan>,
    pub(crate) operations: Operations,
    /// The client's input per stream after the cycle.
    pub(crate) input: Vec<Block>,
    /// The client's output per stream after the cycle, for the mix.
    pub(crate) output: Vec<Block>,
    spare: Block,
    pattern: Vec<u8>,
    io_proc: Box<dyn IoProc>,
    thread_begun: bool,
}

impl Lane {
    pub(crate) fn new(
        client: u32,
        plan: Arc<Plan>,
        operations: Operations,
        io_proc: Box<dyn IoProc>,
    ) -> Lane {
        let blocks = |count| std::iter::repeat_with(Block::default).take(count).collect();
        Lane {
            client,
            input: blocks(plan.input.streams.len()),
            output: blocks(plan.output.streams.len()),
            plan,
            operations,
            spare: Block::default(),
            pattern: Vec::new(),
            io_proc,
            thread_begun: false,
        }
    }

    /// Gives the client's code back.
    pub(crate) fn into_proc(self) -> Box<dyn IoProc> {
        self.io_proc
    }

    /// Everything of a cycle that belongs to this client, up to the mix.
    pub(crate) fn cycle(&mut self, core: &Core, cycle: &CycleInfo) -> Result<(), HostError> {
        if !self.thread_begun {
            self.thread_begun = true;
            self.bracket(
                core,
                cycle,
                self.operations.thread,
                kAudioServerPlugInIOOperationThread,
                Edge::Begin,
            )?;
        }
        self.bracket(
            core,
            cycle,
            self.operations.cycle,
            kAudioServerPlugInIOOperationCycle,
            Edge::Begin,
        )?;
        let plan = Arc::clone(&self.plan);
        for (index, stream) in plan.input.streams.iter().enumerate() {
            self.read_stream(core, cycle, index, stream)?;
        }
        self.run_proc(cycle);
        for (index, stream) in plan.output.streams.iter().enumerate() {
            self.write_stream(core, cycle, index, stream)?;
        }
        Ok(())
    }

    /// The end of the cycle, after the mix where one thread does everything.
    pub(crate) fn end_cycle(&mut self, core: &Core, cycle: &CycleInfo) -> Result<(), HostError> {
        self.bracket(
            core,
            cycle,
            self.operations.cycle,
            kAudioServerPlugInIOOperationCycle,
            Edge::End,
        )
    }

    /// The end of the client's I/O, on the thread that did it.
    pub(crate) fn end_thread(
        &mut self,
        core: &Arc<Core>,
        cycle: &CycleInfo,
        worker: Option<&mut Worker>,
    ) -> Result<(), HostError> {
        if !std::mem::take(&mut self.thread_begun) || !self.operations.thread {
            return Ok(());
        }
        let (device, client, cycle, core) =
            (self.plan.device, self.client, *cycle, Arc::clone(core));
        let end = move || {
            let _scope = IoScope::enter();
            core.tolerate(core.instance.driver.end_operation(&IoCall {
                device,
                client,
                operation: kAudioServerPlugInIOOperationThread,
                frames: cycle.frames,
                cycle: &cycle.raw,
            }))
        };
        match worker {
            Some(worker) => {
                let pending = worker.start(end);
                worker.wait(&pending)
            }
            None => end(),
        }
    }

    fn call<'a>(
        &self,
        cycle: &'a CycleInfo,
        operation: AudioServerPlugInIOOperation,
    ) -> IoCall<'a> {
        IoCall {
            device: self.plan.device,
            client: self.client,
            operation,
            frames: cycle.frames,
            cycle: &cycle.raw,
        }
    }

    fn bracket(
        &self,
        core: &Core,
        cycle: &CycleInfo,
        wanted: bool,
        operation: AudioServerPlugInIOOperation,
        edge: Edge,
    ) -> Result<(), HostError> {
        if !wanted {
            return Ok(());
        }
        let _scope = IoScope::enter();
        let call = self.call(cycle, operation);
        let driver = &core.instance.driver;
        core.tolerate(match edge {
            Edge::Begin => driver.begin_operation(&call),
            Edge::End => driver.end_operation(&call),
        })
    }

    fn read_stream(
        &mut self,
        core: &Core,
        cycle: &CycleInfo,
        index: usize,
        stream: &StreamPlan,
    ) -> Result<(), HostError> {
        let frames = cycle.frames as usize;
        let native = frames * stream.format.bytes_per_frame();
        let canonical = frames * stream.format.channels() * size_of::<f32>();
        let mut main = std::mem::take(&mut self.input[index]);
        main.resize(native);
        let mut filled = false;
        if self.operations.read_input {
            fill(&mut self.pattern, native);
            main.bytes_mut().copy_from_slice(&self.pattern);
            let call = self.call(cycle, kAudioServerPlugInIOOperationReadInput);
            filled = operate(core, &call, stream, &mut main, None)?;
            if filled {
                self.check_filled(core, stream, main.bytes());
            }
        }
        if !filled {
            // Integer and float formats alike: zero is silence.
            main.bytes_mut().fill(0);
        }
        let convert = self.operations.convert_input;
        if convert.will_do {
            if convert.in_place {
                main.resize(native.max(canonical));
            }
            let call = self.call(cycle, kAudioServerPlugInIOOperationConvertInput);
            self.transform(core, &call, stream, &mut main, convert, canonical)?;
        } else if !stream.format.is_canonical() {
            self.spare.resize(canonical);
            stream.format.decode(main.bytes(), self.spare.floats_mut());
            std::mem::swap(&mut main, &mut self.spare);
        }
        let process = self.operations.process_input;
        if process.will_do {
            let call = self.call(cycle, kAudioServerPlugInIOOperationProcessInput);
            self.transform(core, &call, stream, &mut main, process, canonical)?;
        }
        main.resize(canonical);
        self.input[index] = main;
        Ok(())
    }

    fn write_stream(
        &mut self,
        core: &Core,
        cycle: &CycleInfo,
        index: usize,
        stream: &StreamPlan,
    ) -> Result<(), HostError> {
        let canonical = cycle.frames as usize * stream.format.channels() * size_of::<f32>();
        let mut main = std::mem::take(&mut self.output[index]);
        let process = self.operations.process_output;
        if process.will_do {
            let call = self.call(cycle, kAudioServerPlugInIOOperationProcessOutput);
            self.transform(core, &call, stream, &mut main, process, canonical)?;
        }
        if self.operations.mix_output {
            let call = self.call(cycle, kAudioServerPlugInIOOperationMixOutput);
            operate(core, &call, stream, &mut main, None)?;
        }
        self.output[index] = main;
        Ok(())
    }

    /// An operation whose result may be asked for in another buffer. Afterwards it is in `main`.
    fn transform(
        &mut self,
        core: &Core,
        call: &IoCall<'_>,
        stream: &StreamPlan,
        main: &mut Block,
        how: WillDo,
        result: usize,
    ) -> Result<(), HostError> {
        transform(core, call, stream, main, &mut self.spare, how, result)
    }

    fn run_proc(&mut self, cycle: &CycleInfo) {
        let frames = cycle.frames as usize;
        for (block, stream) in self.output.iter_mut().zip(&self.plan.output.streams) {
            block.resize(frames * stream.format.channels() * size_of::<f32>());
            block.bytes_mut().fill(0);
        }
        self.io_proc.cycle(&mut ClientIo {
            input: &self.input,
            output: &mut self.output,
            frames,
            input_time: cycle.raw.mInputTime.mSampleTime,
            output_time: cycle.raw.mOutputTime.mSampleTime,
        });
    }

    /// Looks for frames that still hold the pattern. What is shorter than eight bytes may be chance.
    fn check_filled(&self, core: &Core, stream: &StreamPlan, bytes: &[u8]) {
        let same = |(got, pattern): (&[u8], &[u8])| got == pattern;
        let pairs = bytes.chunks_exact(8).zip(self.pattern.chunks_exact(8));
        if let Some(index) = pairs.into_iter().position(same) {
            core.violations.record(Rule::InputNotFilled, stream.id, || {
                let frame = index * 8 / stream.format.bytes_per_frame();
                format!("ReadInput left frame {frame} of its buffer as it was")
            });
        }
    }
}

#[derive(Clone, Copy)]
enum Edge {
    Begin,
    End,
}

/// Begin, Do and End of one operation on one stream. False when the driver said it failed.
pub(crate) fn operate(
    core: &Core,
    call: &IoCall<'_>,
    stream: &StreamPlan,
    main: &mut Block,
    secondary: Option<&mut Block>,
) -> Result<bool, HostError> {
    let _scope = IoScope::enter();
    let driver = &core.instance.driver;
    core.tolerate(driver.begin_operation(call))?;
    let result = match secondary {
        Some(secondary) => {
            let result = driver.do_operation(call, stream.id, main, Some(&mut *secondary));
            check_guards(core, call, stream, secondary);
            result
        }
        None => driver.do_operation(call, stream.id, main, None),
    };
    check_guards(core, call, stream, main);
    core.tolerate(driver.end_operation(call))?;
    let done = result.is_ok();
    if let Err(error) = &result {
        let Err(fatal) = tolerate_operation(core, call, stream, error) else {
            return Ok(done);
        };
        return Err(fatal);
    }
    Ok(done)
}

fn tolerate_operation(
    core: &Core,
    call: &IoCall<'_>,
    stream: &StreamPlan,
    error: &HostError,
) -> Result<(), HostError> {
    if let HostError::Status { .. } = error {
        core.violations.record(Rule::CallFailed, stream.id, || {
            format!("{error}, operation {}", FourCc(call.operation))
        });
        return Ok(());
    }
    core.tolerate(Err(error.clone()))
}

/// An operation whose result is `result` bytes long, in place or in the other buffer. Afterwards it is in `main`; a failed
/// operation leaves silence there.
pub(crate) fn transform(
    core: &Core,
    call: &IoCall<'_>,
    stream: &StreamPlan,
    main: &mut Block,
    spare: &mut Block,
    how: WillDo,
    result: usize,
) -> Result<(), HostError> {
    let done = if how.in_place {
        operate(core, call, stream, main, None)?
    } else {
        spare.resize(result);
        spare.bytes_mut().fill(0);
        let done = operate(core, call, stream, main, Some(spare))?;
        std::mem::swap(main, spare);
        done
    };
    main.resize(result);
    if !done {
        main.bytes_mut().fill(0);
    }
    Ok(())
}

fn check_guards(core: &Core, call: &IoCall<'_>, stream: &StreamPlan, block: &Block) {
    if !block.is_intact() {
        core.violations.record(Rule::BufferOverrun, stream.id, || {
            format!(
                "operation {} wrote outside its buffer of {} frames",
                FourCc(call.operation),
                call.frames
            )
        });
    }
}

/// Makes the pattern at least `length` bytes long: noise, so that no driver writes the same by chance.
fn fill(pattern: &mut Vec<u8>, length: usize) {
    if pattern.len() != length {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        pattern.clear();
        while pattern.len() < length {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            pattern.extend_from_slice(&state.to_le_bytes());
        }
        pattern.truncate(length);
    }
}
