//! A Mac that stands in for one in tests: it does what the file commands say, in a test's folder, and publishes the devices it was given.
//! Its answers are written from hal-facts E and the manuals of the programs; nothing of it was recorded on a Mac.

use std::cell::{Cell, RefCell};
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use tympan_aspl_bundle::{Call, Ran, System};

/// What it has.
#[derive(Debug, Default)]
pub(crate) struct Mac {
    /// Names of devices that are published once the host has been restarted.
    pub devices: Vec<&'static str>,
    /// UIDs of all devices, where the client of the HAL is installed.
    pub uids: Option<&'static str>,
    pub log: &'static str,
    /// The first way of ending the host does nothing.
    pub ignores_killall: bool,
    pub quarantine: Option<&'static str>,
    /// How often the host was started anew.
    pub restarts: Cell<u32>,
    /// All calls, as typed.
    pub calls: RefCell<Vec<String>>,
}

impl Mac {
    /// The calls with a word in them, as typed.
    pub fn calls_of(&self, word: &str) -> Vec<String> {
        let calls = self.calls.borrow();
        calls
            .iter()
            .filter(|call| call.contains(word))
            .cloned()
            .collect()
    }

    fn killall(&self, arguments: &[String]) -> Ran {
        if !self.ignores_killall || arguments.contains(&"-9".to_owned()) {
            self.restarts.set(self.restarts.get() + 1);
        }
        said(0, "")
    }
}

impl System for Mac {
    fn run(&self, call: &Call) -> io::Result<Ran> {
        self.calls.borrow_mut().push(call.to_string());
        let mut words = vec![call.program().to_owned()];
        words.extend(call.arguments().iter().cloned());
        if words[0] == "sudo" {
            words.remove(0);
        }
        let (program, arguments) = words.split_first().unwrap();
        let program = program.rsplit('/').next().unwrap();
        Ok(match program {
            "pgrep" if arguments[0] == "-x" => said(0, &format!("{}\n", 100 + self.restarts.get())),
            "pgrep" => said(
                0,
                "321 /System/Library/com.apple.audio.Core-Audio-Driver-Service.helper\n",
            ),
            "killall" => self.killall(arguments),
            "tympan-aspl-mac-check" => match self.uids {
                Some(uids) => said(0, uids),
                None => return Err(io::ErrorKind::NotFound.into()),
            },
            "system_profiler" if self.restarts.get() > 0 => said(0, &profile(&self.devices)),
            "system_profiler" => said(0, &profile(&[])),
            "log" => said(0, self.log),
            "xattr" => match self.quarantine {
                Some(attribute) => said(0, attribute),
                None => said(1, ""),
            },
            // Files of the test's own folder cannot be given away.
            "chown" => said(0, ""),
            "rm" | "mkdir" | "cp" | "find" | "chmod" => {
                let status = Command::new(program).args(arguments).status()?;
                said(status.code().unwrap_or(1), "")
            }
            _ => panic!("{call}"),
        })
    }

    fn wait(&self, _: Duration) {}
}

fn said(code: i32, stdout: &str) -> Ran {
    Ran {
        code: Some(code),
        stdout: stdout.to_owned(),
        stderr: String::new(),
    }
}

/// What `system_profiler -json SPAudioDataType` prints, by its known keys.
pub(crate) fn profile(devices: &[&str]) -> String {
    let items = devices.iter().map(|name| {
        serde_json::json!({
            "_name": name,
            "coreaudio_device_input": 2,
            "coreaudio_device_manufacturer": "Example",
            "coreaudio_device_output": 2,
            "coreaudio_device_srate": 48000,
            "coreaudio_device_transport": "coreaudio_device_type_virtual",
        })
    });
    let items: Vec<_> = items.collect();
    serde_json::json!({
        "SPAudioDataType": [{ "_items": items, "_name": "coreaudio_device" }]
    })
    .to_string()
}

/// A folder of its own for each test, emptied at the start.
pub(crate) fn folder(test: &str) -> PathBuf {
    let name = format!("cargo-aspl-{}-{test}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}
