//! Runs the command as a user would, with a limit on its time, in a folder of the test's own.

#![allow(dead_code, reason = "no test file uses all of it")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Long enough for a build on a busy machine; a run takes a fraction of a second.
const LIMIT: Duration = Duration::from_secs(300);

/// What a run of the command left.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The standard output as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Checks the exit code and that the error says all of `parts`, with a hint how to mend it.
    pub fn fails(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, code, "{self:#?}");
        for part in parts {
            assert!(self.stderr.contains(part), "no {part:?} in {self:#?}");
        }
        assert!(self.stderr.starts_with("error: "), "{self:#?}");
        assert!(self.stderr.contains("\n  hint: "), "{self:#?}");
    }

    pub fn succeeds(&self) {
        assert_eq!(self.code, 0, "{self:#?}");
    }
}

/// A folder of its own for each test, emptied at the start.
pub fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("cargo-aspl")
        .join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The command with `arguments`, in `folder`.
pub fn aspl<S: AsRef<std::ffi::OsStr>>(folder: &Path, arguments: &[S]) -> Ran {
    aspl_with(folder, arguments, &[])
}

/// The command with `arguments` and environment variables, in `folder`.
pub fn aspl_with<S: AsRef<std::ffi::OsStr>>(
    folder: &Path,
    arguments: &[S],
    environment: &[(&str, &str)],
) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-aspl"));
    command
        .args(arguments)
        .current_dir(folder)
        .envs(environment.iter().copied());
    run(command)
}

/// Runs a command to its end, or kills it when that takes too long.
pub fn run(mut command: Command) -> Ran {
    // Files, not pipes: a command that prints much must not wait for a reader.
    let scratch = tempfile();
    let (out, err) = (scratch.with_extension("out"), scratch.with_extension("err"));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(File::create(&out).unwrap())
        .stderr(File::create(&err).unwrap())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > LIMIT {
            child.kill().unwrap();
            panic!("{command:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let take = |path: &Path| {
        let text = fs::read(path).unwrap();
        fs::remove_file(path).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    };
    Ran {
        // A signal has no code; no test expects -1.
        code: status.code().unwrap_or(-1),
        stdout: take(&out),
        stderr: take(&err),
    }
}

fn tempfile() -> PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ran-{}-{number}", std::process::id()))
}

/// The bundle of the example driver.
pub fn loopback() -> &'static Path {
    static BUNDLE: OnceLock<PathBuf> = OnceLock::new();
    BUNDLE.get_or_init(|| packed(&root(), "minimal-loopback", &[]))
}

/// Builds a package of the workspace in `folder` and packs it; returns the path of the bundle.
pub fn packed(folder: &Path, package: &str, environment: &[(&str, &str)]) -> PathBuf {
    // A folder per test program, so that those that run side by side do not replace each other's bundles.
    let out = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("bundles")
        .join(env!("CARGO_CRATE_NAME"));
    let arguments = [
        "bundle",
        "-p",
        package,
        "--target",
        "host",
        "--profile",
        "dev",
        "--json",
        "--out",
    ];
    let arguments: Vec<_> = arguments
        .iter()
        .map(Path::new)
        .chain([out.as_path()])
        .collect();
    let ran = aspl_with(folder, &arguments, environment);
    ran.succeeds();
    PathBuf::from(ran.json()["bundle"].as_str().unwrap())
}

/// Copies a bundle to a folder, to be damaged there.
pub fn copied(bundle: &Path, folder: &Path) -> PathBuf {
    let target = folder.join(bundle.file_name().unwrap());
    copy(bundle, &target);
    target
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A WAV file of 16-bit samples, numbered from 1.
pub fn wav(path: &Path, rate: u32, channels: u16, frames: u16) {
    let samples: Vec<i16> = (0..frames * channels)
        .map(|index| index as i16 + 1)
        .collect();
    wav_with(path, rate, channels, &samples);
}

/// A WAV file of the given 16-bit samples.
pub fn wav_with(path: &Path, rate: u32, channels: u16, samples: &[i16]) {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for &sample in samples {
        writer.write_sample(sample).unwrap();
    }
    writer.finalize().unwrap();
}

/// The 16-bit samples of a WAV file.
pub fn samples(path: &Path) -> Vec<i16> {
    let mut reader = hound::WavReader::open(path).unwrap();
    reader.samples::<i16>().map(Result::unwrap).collect()
}

/// The names in a folder, in order.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
