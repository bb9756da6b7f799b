//! Four scenes in which loopback drivers are known to fail, played through the C ABI: a reader ahead of the writer, other readers beside it,
//! a long stall, and a reader and a writer at the same time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use tympan_aspl::prelude::*;

use crate::STEPS;
use crate::devices;
use crate::io::{OLD, READ, WRITE};
use crate::mini_host::{MiniHost, Target, cycle};

/// Frames of a block.
const FRAMES: usize = if cfg!(miri) { 16 } else { 512 };

/// A running stereo loopback with two clients.
fn host(uid: &str) -> MiniHost {
    let host = MiniHost::with_device(devices::loopback(uid).io(Io::loopback()));
    for client in 1..=2 {
        assert_eq!(host.add_client(2, client), Ok(()));
        assert_eq!(host.start_io(2, client), Ok(()));
    }
    host
}

/// What the channels of a frame contain: its number, never 0.
fn frame(number: u64) -> [f32; 2] {
    let number = (number % 1_000_000 + 1) as f32;
    [number, -number]
}

fn block(start: u64) -> Vec<f32> {
    (start..start + FRAMES as u64).flat_map(frame).collect()
}

fn write(host: &MiniHost, start: u64) {
    let written = host.do_io(WRITE, 2, &cycle(0.0, start as f64), &mut block(start));
    assert_eq!(written, Ok(()));
}

fn read(host: &MiniHost, client: u32, start: u64) -> Vec<f32> {
    let mut buffer = vec![OLD; 2 * FRAMES];
    let target = Target { client, ..READ };
    let outcome = host.do_io(target, 2, &cycle(start as f64, 0.0), &mut buffer);
    assert_eq!(outcome, Ok(()));
    buffer
}

#[test]
fn a_reader_one_frame_past_the_writer_loses_one_frame_not_its_block() {
    let host = host("scene.ahead");
    write(&host, 1000);
    let heard = read(&host, 1, 1001);
    let complete = 2 * (FRAMES - 1);
    assert_eq!(heard[..complete], block(1001)[..complete]);
    assert_eq!(heard[complete..], [0.0; 2]);
}

#[test]
fn a_reader_past_the_writer_costs_no_other_reader_anything() {
    let host = host("scene.others");
    for start in (1000..).step_by(FRAMES).take(8) {
        write(&host, start);
        for ahead in [1, FRAMES as u64 - 1, FRAMES as u64, 1_000_000] {
            read(&host, 1, start + ahead);
            assert_eq!(read(&host, 2, start), block(start));
        }
    }
    assert_eq!(
        read(&host, 1, 1000),
        block(1000),
        "nor itself, the next time"
    );
}

#[test]
fn after_a_long_stall_the_first_time_stamp_is_current() {
    let host = host("scene.stall");
    let started = host.now();
    let first = host.zero_time_stamp(2).unwrap();
    // Ten hours and 11 ns, in which nobody asked: 1,728,000,000 frames at 48 kHz, 105,468.75 periods of 16,384.
    host.set_now(started + 36_000_000_000_011);
    let stamp = host.zero_time_stamp(2).unwrap();
    assert_eq!(stamp.sample_time - first.sample_time, 105_468.0 * 16_384.0);
    // 1,727,987,712 frames take 35,999.744 s.
    assert_eq!(stamp.host_time, started + 35_999_744_000_000);
    assert_eq!(stamp.seed, first.seed);
}

/// A frame is heard as it was written, or as silence while it is not there yet or no longer. Miri and ThreadSanitizer look for data races meanwhile.
#[test]
fn readers_and_a_writer_on_threads_of_their_own_only_hear_whole_frames() {
    let host = host("scene.threads");
    let written = AtomicU64::new(0);
    let blocks = STEPS.min(5_000) as u64;
    thread::scope(|scope| {
        for client in 1..=2 {
            let (host, written) = (&host, &written);
            scope.spawn(move || {
                let (mut end, mut whole_blocks) = (0, 0);
                while end < blocks * FRAMES as u64 {
                    // At the writer's heels, and sometimes on them.
                    end = written.load(Ordering::Acquire);
                    let start = end.saturating_sub(FRAMES as u64 * u64::from(client - 1));
                    let heard = read(host, client, start);
                    for (number, samples) in (start..).zip(heard.chunks_exact(2)) {
                        assert!(samples == frame(number) || samples == [0.0; 2]);
                    }
                    whole_blocks += u64::from(heard == block(start));
                }
                assert!(client == 1 || whole_blocks > 0);
            });
        }
        for start in (0..).step_by(FRAMES).take(blocks as usize) {
            write(&host, start);
            written.store(start + FRAMES as u64, Ordering::Release);
        }
    });
}
