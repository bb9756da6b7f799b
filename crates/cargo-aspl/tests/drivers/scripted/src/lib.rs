//! A driver that does what the environment variable `SCRIPT` says, to see how the command takes it.
#![forbid(unsafe_code)]

mod offence;

use tympan_aspl::prelude::*;

fn driver(plug_in: &PlugIn, control: &ControlContext<'_>) -> Result<()> {
    let script = std::env::var("SCRIPT").unwrap_or_default();
    let device = || Device::new("scripted", "Scripted").sample_rates([44_100.0, 48_000.0]);
    let loopback = |outputs, inputs| {
        device()
            .stream(Stream::output(outputs))
            .stream(Stream::input(inputs))
            .io(Io::loopback())
    };
    let with_format = |format: SampleFormat| {
        device()
            .stream(Stream::output(2).formats([format]))
            .stream(Stream::input(2).formats([format]))
            .io(Io::loopback())
    };
    let late = |device: Device| {
        device
            .latency(Direction::Output, 20)
            .latency(Direction::Input, 12)
    };
    let device = match script.as_str() {
        "error" => return Err(Error::Other("the script says so".into())),
        "panic" => panic!("the script says so"),
        "no device" => return Ok(()),
        "mono" => loopback(1, 1),
        "uneven" => loopback(2, 1),
        "six" => loopback(6, 6),
        "late" => late(loopback(2, 2)),
        // It takes back what the ready-made loopback adds.
        "not late" => late(loopback(2, 2)).io(Io::new(Loopback::new)
            .write_mix(
                |ring: &Loopback, rt: &RealtimeContext<'_>, mut op: WriteMix<'_>| {
                    op.sample_time -= f64::from(op.stream.latency);
                    ring.write_mix(rt, op);
                },
            )
            .read_input(
                |ring: &Loopback, rt: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
                    op.sample_time += f64::from(op.stream.latency);
                    ring.read_input(rt, op);
                },
            )),
        "output only" => device()
            .stream(Stream::output(2))
            .io(Io::new(|_: &IoSetup| ())
                .write_mix(|_: &(), _: &RealtimeContext<'_>, _: WriteMix<'_>| {})),
        "input only" => device()
            .stream(Stream::input(2))
            .io(Io::new(|_: &IoSetup| ()).read_input(
                |_: &(), _: &RealtimeContext<'_>, mut op: ReadInput<'_>| op.samples.silence(),
            )),
        "int16" => with_format(SampleType::Int16.into()),
        "int24 big-endian" => with_format(SampleType::Int24.big_endian()),
        "int24 in 32 low" => with_format(SampleType::Int24In32Low.non_mixable()),
        "int24 in 32 high big-endian" => with_format(SampleType::Int24In32High.big_endian()),
        "int32" => with_format(SampleType::Int32.into()),
        "float32 big-endian" => with_format(SampleType::Float32.big_endian()),
        "as float32" => device()
            .stream(
                Stream::output(2)
                    .sample_type(SampleType::Int24)
                    .as_float32(),
            )
            .stream(Stream::input(2).sample_type(SampleType::Int32).as_float32())
            .io(Io::loopback()),
        "silent" | "read panic" | "write panic" => {
            let script = script.clone();
            let io = Io::new(move |_: &IoSetup| script.clone())
                .read_input(
                    |script: &String, _: &RealtimeContext<'_>, mut op: ReadInput<'_>| {
                        assert!(script != "read panic", "the script says so");
                        op.samples.silence();
                    },
                )
                .write_mix(
                    |script: &String, _: &RealtimeContext<'_>, _: WriteMix<'_>| {
                        assert!(script != "write panic", "the script says so");
                    },
                );
            device()
                .stream(Stream::output(2))
                .stream(Stream::input(2))
                .io(io)
        }
        script => match script.strip_prefix("io ") {
            Some(offence) => offence::commit(device(), offence),
            None => loopback(2, 2),
        },
    };
    plug_in.add_device(control, device)?;
    if script == "two" {
        let second = Device::new("second", "Second").sample_rates([8000.0]);
        let second = second
            .stream(Stream::output(1))
            .stream(Stream::input(1))
            .io(Io::loopback());
        plug_in.add_device(control, second)?;
    }
    Ok(())
}

tympan_aspl::export!(
    driver,
    bundle_id = "com.example.scripted",
    name = "Scripted"
);
