//! A device that mixes its clients itself: MixOutput (hal-facts C.11).

use std::thread;

use tympan_aspl::prelude::*;

use crate::author_side::start_with;
use crate::mini_host::{MiniHost, Target, cycle};

/// Clients that play at once, and blocks that each plays.
const CLIENTS: u32 = if cfg!(miri) { 2 } else { 64 };
const BLOCKS: usize = if cfg!(miri) { 2 } else { 40 };

const FRAMES: usize = 64;

fn device(input: Stream) -> Device {
    Device::new("abi.mixer", "Mixer")
        .sample_rates([48_000.0])
        .stream(input)
        .stream(Stream::output(2))
        .io(Io::mixing_loopback())
}

/// A running device with these clients.
fn start(device: Device, clients: impl IntoIterator<Item = u32>) -> MiniHost {
    let (host, ..) = start_with(device);
    for client in clients {
        assert_eq!(host.add_client(2, client), Ok(()));
        assert_eq!(host.start_io(2, client), Ok(()));
    }
    host
}

fn play(host: &MiniHost, client: u32, time: f64, samples: &[f32]) {
    let target = Target {
        device: 2,
        stream: 4,
        client,
        operation: *b"mixo",
    };
    let mut samples = samples.to_vec();
    assert_eq!(
        host.do_io(target, 2, &cycle(0.0, time), &mut samples),
        Ok(())
    );
}

fn record_as<T: Copy + Default>(
    host: &MiniHost,
    client: u32,
    time: f64,
    channels: usize,
    frames: usize,
) -> Vec<T> {
    let target = Target {
        device: 2,
        stream: 3,
        client,
        operation: *b"read",
    };
    let mut buffer = vec![T::default(); channels * frames];
    assert_eq!(
        host.do_io(target, channels, &cycle(time, 0.0), &mut buffer),
        Ok(())
    );
    buffer
}

fn record(host: &MiniHost, client: u32, time: f64, frames: usize) -> Vec<f32> {
    record_as(host, client, time, 2, frames)
}

/// What a client plays at a frame: nothing that Float32 adds up exactly.
fn sample(client: u32, frame: usize) -> f32 {
    ((frame as f32 * 0.37 + client as f32) % 2.0 - 1.0) / (client as f32 + 1.5)
}

fn block(client: u32, start: usize) -> Vec<f32> {
    let frames = start..start + FRAMES;
    frames
        .flat_map(|frame| [sample(client, frame), -sample(client, frame)])
        .collect()
}

#[test]
fn the_operations_on_the_hosts_mix_are_not_done() {
    let host = start(device(Stream::input(2)), [1]);
    for operation in [*b"read", *b"mixo"] {
        assert_eq!(host.will_do(2, 1, operation), Ok((true, true)));
    }
    for operation in [*b"pmix", *b"cmix", *b"rite", *b"pout", *b"pinp", *b"cinp"] {
        assert!(!host.will_do(2, 1, operation).unwrap().0);
    }
}

#[test]
fn what_clients_play_is_added_up_and_not_clipped() {
    let host = start(device(Stream::input(2)), [1, 2, 3]);
    play(&host, 1, 100.0, &[0.75, -0.75, 0.5, 0.5]);
    play(&host, 2, 101.0, &[0.75, -0.75, 0.25, 0.25]);
    for client in [1, 2, 3] {
        let heard = record(&host, client, 99.0, 5);
        let expected = [0.0, 0.0, 0.75, -0.75, 1.25, -0.25, 0.25, 0.25, 0.0, 0.0];
        assert_eq!(heard, expected);
    }
}

#[test]
fn integers_are_clipped_and_other_channel_counts_are_mapped() {
    let host = start(
        device(Stream::input(2).sample_type(SampleType::Int16)),
        [1, 2],
    );
    play(&host, 1, 0.0, &[0.75, -0.75, 0.5, 0.25]);
    play(&host, 2, 0.0, &[0.75, -0.75, 0.0, 0.0]);
    let heard: Vec<i16> = record_as(&host, 1, 0.0, 2, 2);
    assert_eq!(heard, [i16::MAX, i16::MIN, 0x4000, 0x2000]);

    let host = start(device(Stream::input(3)), [1, 2]);
    play(&host, 1, 0.0, &[0.5, 0.25]);
    play(&host, 2, 0.0, &[0.5, 0.5]);
    let heard: Vec<f32> = record_as(&host, 1, 0.0, 3, 1);
    assert_eq!(heard, [1.0, 0.75, 0.0]);
}

#[test]
fn clients_on_threads_of_their_own_give_the_sum_in_the_order_in_which_they_came() {
    let host = start(device(Stream::input(2)), 1..=CLIENTS);
    thread::scope(|scope| {
        for client in 1..=CLIENTS {
            let host = &host;
            scope.spawn(move || {
                for index in 0..BLOCKS {
                    let start = index * FRAMES;
                    play(host, client, start as f64, &block(client, start));
                    // Others play meanwhile: each of them is heard with this frame or not at all.
                    let heard = record(host, client, start as f64, 1);
                    assert_eq!(heard[0], -heard[1]);
                }
            });
        }
    });
    let heard = record(&host, 1, 0.0, BLOCKS * FRAMES);
    for (frame, heard) in heard.chunks(2).enumerate() {
        let sum: f32 =
            (2..=CLIENTS).fold(sample(1, frame), |sum, client| sum + sample(client, frame));
        assert_eq!(heard[0].to_bits(), sum.to_bits(), "frame {frame}");
        assert_eq!(heard[1], -sum);
    }
}

#[test]
fn a_client_that_goes_is_heard_to_its_end_and_one_that_comes_has_nothing_of_it() {
    let host = start(device(Stream::input(2)), [1, 2]);
    play(&host, 1, 1000.0, &[0.25; 2 * FRAMES]);
    play(&host, 2, 1000.0, &[0.5; 2 * FRAMES]);
    assert_eq!(host.stop_io(2, 2), Ok(()));
    assert_eq!(host.remove_client(2, 2), Ok(()));
    assert_eq!(record(&host, 1, 1000.0, FRAMES), [0.75; 2 * FRAMES]);
    // Another with the same id, in the same place.
    assert_eq!(host.add_client(2, 2), Ok(()));
    assert_eq!(host.start_io(2, 2), Ok(()));
    assert_eq!(record(&host, 1, 1000.0, FRAMES), [0.75; 2 * FRAMES]);
    play(&host, 2, 1000.0 + FRAMES as f64, &[0.125; 2]);
    let next = record(&host, 1, 1000.0 + FRAMES as f64, 2);
    assert_eq!(next, [0.125, 0.125, 0.0, 0.0]);
    // A whole ring later, where its frames would lie again.
    for later in [16_384.0, 32_768.0, 65_536.0] {
        assert_eq!(record(&host, 2, 1000.0 + later, FRAMES), [0.0; 2 * FRAMES]);
    }
    play(&host, 1, 200_000.0, &[0.25; 2 * FRAMES]);
    assert_eq!(record(&host, 2, 200_000.0, FRAMES), [0.25; 2 * FRAMES]);
}

#[test]
fn a_client_that_was_never_added_neither_plays_nor_hears() {
    let host = start(device(Stream::input(2)), [1]);
    play(&host, 1, 0.0, &[0.25; 8]);
    play(&host, 9, 0.0, &[0.5; 8]);
    assert_eq!(record(&host, 1, 0.0, 4), [0.25; 8]);
    assert_eq!(record(&host, 9, 0.0, 4), [0.0; 8]);
}

#[test]
fn the_sum_is_late_by_the_latencies_that_are_reported() {
    let device = device(Stream::input(2).latency(3))
        .latency(Direction::Output, 10)
        .latency(Direction::Input, 5);
    let host = start(device, [1, 2]);
    play(&host, 1, 0.0, &[0.25, 0.25]);
    play(&host, 2, 0.0, &[0.5, 0.5]);
    let mut expected = [0.0; 40];
    expected[2 * 18..2 * 19].fill(0.75);
    assert_eq!(record(&host, 1, 0.0, 20), expected);
}
