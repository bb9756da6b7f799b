//! The host process `coreaudiod` and the helpers it runs drivers in.

use std::time::Duration;

use tympan_aspl_bundle::{Call, System};

use super::must;
use crate::failure::{Exit, Failure, Result};

/// How long the host has to end before it is killed, and to come back.
const PATIENCE: u32 = 10;

const SECOND: Duration = Duration::from_secs(1);

/// Restarts `coreaudiod`, which looks for drivers only when it starts. All audio stops for a moment.
///
/// It is ended, and launchd starts it anew: `launchctl kickstart` is refused from macOS 14.4 on (hal-facts E.4).
///
/// # Errors
///
/// When it cannot be ended, or does not come back.
pub fn restart(system: &dyn System) -> Result<()> {
    let before = host(system);
    let killall = |force: bool| {
        let call = Call::new("/usr/bin/killall");
        let call = if force { call.arg("-9") } else { call };
        call.arg("coreaudiod").as_root()
    };
    if before.is_none() {
        // It starts on demand.
        return Ok(());
    }
    must(system, &killall(false))?;
    if is_another(system, before.as_deref()) {
        return Ok(());
    }
    // Seen to ignore the first on Catalina.
    must(system, &killall(true))?;
    if is_another(system, before.as_deref()) {
        return Ok(());
    }
    Err(Failure::new(Exit::NotLoaded, "coreaudiod did not start again")
        .hint("restart the Mac; `/usr/bin/log show --last 5m --predicate 'process == \"launchd\"'` may say why"))
}

fn is_another(system: &dyn System, before: Option<&str>) -> bool {
    (0..PATIENCE).any(|_| {
        let now = host(system);
        let is_another = now.is_some() && now.as_deref() != before;
        if !is_another {
            system.wait(SECOND);
        }
        is_another
    })
}

/// The process of the host, if it runs.
fn host(system: &dyn System) -> Option<String> {
    processes(system, &["-x", "coreaudiod"]).into_iter().next()
}

/// The processes that drivers of third parties run in, each as a line with its number.
pub fn helpers(system: &dyn System) -> Vec<String> {
    processes(
        system,
        &["-fl", "com.apple.audio.Core-Audio-Driver-Service"],
    )
}

fn processes(system: &dyn System, arguments: &[&str]) -> Vec<String> {
    let call = Call::new("/usr/bin/pgrep").args(arguments.iter().copied());
    let ran = system.run(&call).unwrap_or_default();
    ran.stdout.lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mac::stand_in::Mac;

    #[test]
    fn the_host_is_ended_and_comes_back() {
        let mac = Mac::default();
        restart(&mac).unwrap();
        assert_eq!(
            mac.calls_of("killall"),
            ["sudo /usr/bin/killall coreaudiod"]
        );
        assert_eq!(mac.calls_of("kickstart"), [""; 0]);
    }

    #[test]
    fn a_host_that_ignores_it_is_killed() {
        let mac = Mac {
            ignores_killall: true,
            ..Mac::default()
        };
        restart(&mac).unwrap();
        assert_eq!(
            mac.calls_of("killall"),
            [
                "sudo /usr/bin/killall coreaudiod",
                "sudo /usr/bin/killall -9 coreaudiod"
            ]
        );
    }
}
