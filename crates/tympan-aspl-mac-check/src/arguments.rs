//! What is asked on the command line.

use std::time::Duration;

pub(crate) const USAGE: &str = "\
usage: tympan-aspl-mac-check --list
       tympan-aspl-mac-check UID [--wait SECONDS] [--seconds N] [--rate HZ]... [--buffer-frames N]...

  --wait           how long to wait until the device is there [30]
  --seconds        how long to play and record each time [2]
  --rate           a sample rate to set the device to [the one it has]
  --buffer-frames  frames in a cycle [64, 512 and 1024]";

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Request {
    /// Say which devices there are.
    List,
    /// Play and record.
    Check(Check),
}

/// How a device is to be checked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Check {
    pub(crate) uid: String,
    pub(crate) wait: Duration,
    pub(crate) seconds: u32,
    /// None: the rate that the device has.
    pub(crate) rates: Vec<f64>,
    pub(crate) buffer_frames: Vec<u32>,
}

impl Request {
    /// Reads the arguments after the program's name; what is wrong with them is the error.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.into_iter();
        let (mut uid, mut list) = (None, false);
        let (mut wait, mut seconds) = (30, 2);
        let (mut rates, mut buffer_frames) = (Vec::new(), Vec::new());
        while let Some(argument) = arguments.next() {
            let mut number = |most: u32| -> Result<u32, String> {
                let text = arguments
                    .next()
                    .ok_or(format!("{argument} needs a number"))?;
                let number = text
                    .parse()
                    .ok()
                    .filter(|number| (1..=most).contains(number));
                number.ok_or(format!(
                    "{argument} is a number from 1 to {most}, not `{text}`"
                ))
            };
            match argument.as_str() {
                "--list" => list = true,
                "--wait" => wait = number(3600)?,
                "--seconds" => seconds = number(60)?,
                "--rate" => rates.push(f64::from(number(1_000_000)?)),
                "--buffer-frames" => buffer_frames.push(number(65_536)?),
                option if option.starts_with('-') => return Err(format!("unknown: {option}")),
                _ if uid.is_some() => return Err("one device at a time".to_owned()),
                _ => uid = Some(argument),
            }
        }
        if buffer_frames.is_empty() {
            buffer_frames = vec![64, 512, 1024];
        }
        let wait = Duration::from_secs(wait.into());
        match (uid, list) {
            (None, true) => Ok(Self::List),
            (Some(uid), false) => Ok(Self::Check(Check {
                uid,
                wait,
                seconds,
                rates,
                buffer_frames,
            })),
            _ => Err("give the UID of a device, or --list".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Request, String> {
        Request::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_uid_is_enough() {
        let check = Check {
            uid: "com.example.x".into(),
            wait: Duration::from_secs(30),
            seconds: 2,
            rates: vec![],
            buffer_frames: vec![64, 512, 1024],
        };
        assert_eq!(parse("com.example.x"), Ok(Request::Check(check)));
        assert_eq!(parse("--list"), Ok(Request::List));
    }

    #[test]
    fn rates_and_buffer_sizes_add_up() {
        let line = "--rate 44100 --rate 48000 x --buffer-frames 15 --wait 5 --seconds 7";
        let Ok(Request::Check(check)) = parse(line) else {
            panic!("it is right");
        };
        assert_eq!(check.rates, [44_100.0, 48_000.0]);
        assert_eq!(check.buffer_frames, [15]);
        assert_eq!(check.wait, Duration::from_secs(5));
        assert_eq!(check.seconds, 7);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for wrong in [
            "",
            "x y",
            "x --list",
            "x --rate",
            "x --rate 0",
            "x --rate fast",
            "x --more",
            "x --seconds 61",
            "x --buffer-frames -1",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
