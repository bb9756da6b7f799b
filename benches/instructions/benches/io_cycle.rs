//! The instructions of an I/O cycle, counted by Callgrind. They are the same in every run of the same code, so a limit a little above them finds what a
//! change adds before a clock could. Limits are a few per cent above what was counted with Rust 1.95.0, the test host's part included.

use gungraun::{
    Callgrind, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main,
};
use instructions::Cycles;

// A cycle without a gain to apply is two copies and what is done around them. Counted: 5,269, of which 2,048 for the copies.
#[library_benchmark(config = limit(5_500))]
#[bench::stereo_512(Cycles::new(2, 512, 0.0))]
fn loopback(mut cycles: Cycles) -> Cycles {
    cycles.run();
    cycles
}

// A gain that is not 1 is one more pass over the samples. Counted: 6,211 on a processor with AVX2; without it are some thousand more, and this limit is too low.
#[library_benchmark(config = limit(6_400))]
#[bench::stereo_512(Cycles::new(2, 512, -6.0))]
fn loopback_with_gain(mut cycles: Cycles) -> Cycles {
    cycles.run();
    cycles
}

/// Fails above so many instructions.
fn limit(instructions: u64) -> LibraryBenchmarkConfig {
    let mut callgrind = Callgrind::with_args(["--cache-sim=no"]);
    callgrind.hard_limits([(EventKind::Ir, instructions)]);
    let mut config = LibraryBenchmarkConfig::default();
    config.tool(callgrind);
    config
}

library_benchmark_group!(name = io_cycle, benchmarks = [loopback, loopback_with_gain]);
main!(library_benchmark_groups = io_cycle);
