//! An installer package, `.pkg`: the bundle, a script that removes the older one before, and one that sets owner and modes and
//! restarts the host after (hal-facts E.4). `pkgbuild` makes it, on macOS only.
//!
//! No package made here has been installed: the scripts are checked by a shell, and the calls are written from the manual.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Bundle, Call, Error, ErrorKind, Result, System};

/// Where drivers are installed.
pub const HAL_FOLDER: &str = "/Library/Audio/Plug-Ins/HAL";

/// An installer package and the script that undoes it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Package {
    /// `NAME.pkg`.
    pub installer: PathBuf,
    /// `NAME-uninstall.sh`, to be run as root.
    pub uninstaller: PathBuf,
}

impl Package {
    /// Packs a bundle into `folder`. With `identity`, the name of a "Developer ID Installer" of a keychain, the package is signed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Tool`] when `pkgbuild` is missing or fails; [`ErrorKind::Io`] when files cannot be written.
    pub fn write(
        system: &dyn System,
        bundle: &Bundle,
        folder: &Path,
        identity: Option<&str>,
    ) -> Result<Self> {
        let info = bundle.info();
        let file = bundle.path().file_name().unwrap_or_default();
        let name = file.to_string_lossy().into_owned();
        let stem = name.trim_end_matches(".driver").to_owned();
        let package = Self {
            installer: folder.join(format!("{stem}.pkg")),
            uninstaller: folder.join(format!("{stem}-uninstall.sh")),
        };
        let work = folder.join(format!(".{stem}.pkg.{}", std::process::id()));
        let written = Work::write(&work, bundle, &name, &info.executable).and_then(|work| {
            write_script(&package.uninstaller, &uninstall_script(&name))?;
            Ok(work)
        });
        let result = match written {
            Err(error) => Err(Error::io("cannot write the package", folder, &error)),
            Ok(work) => {
                let identifier = info.identifier.as_deref().unwrap_or(&stem);
                let version = info.version.as_deref().unwrap_or("0");
                let call = work.call(identifier, version, identity, &package.installer);
                run(system, &call, bundle.path())
            }
        };
        let _ = fs::remove_dir_all(&work);
        result.map(|()| package)
    }
}

fn run(system: &dyn System, call: &Call, place: &Path) -> Result<()> {
    let error =
        |what: String, hint: &str| Err(Error::new(ErrorKind::Tool, what).at(place).with_hint(hint));
    match system.run(call) {
        Ok(ran) if ran.succeeded() => Ok(()),
        Ok(ran) => error(
            format!("`{call}` failed: {}", ran.complaint()),
            "run it yourself to see all it says",
        ),
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => error(
            "there is no `pkgbuild` here, which makes installer packages".into(),
            "packages are made on macOS with Apple's command line tools (`xcode-select --install`)",
        ),
        Err(other) => error(format!("`{call}` cannot be run: {other}"), "check PATH"),
    }
}

/// What `pkgbuild` reads.
struct Work {
    root: PathBuf,
    scripts: PathBuf,
    components: PathBuf,
}

impl Work {
    fn write(folder: &Path, bundle: &Bundle, name: &str, executable: &str) -> io::Result<Self> {
        let work = Self {
            root: folder.join("root"),
            scripts: folder.join("scripts"),
            components: folder.join("components.plist"),
        };
        fs::create_dir_all(&work.scripts)?;
        bundle
            .copy_to(&work.root)
            .map_err(|error| io::Error::other(error.to_string()))?;
        write_script(&work.scripts.join("preinstall"), &pre_install(name))?;
        write_script(
            &work.scripts.join("postinstall"),
            &post_install(name, executable),
        )?;
        fs::write(&work.components, components(name))?;
        Ok(work)
    }

    fn call(&self, identifier: &str, version: &str, identity: Option<&str>, to: &Path) -> Call {
        let text = |path: &Path| path.display().to_string();
        let mut call = Call::new("pkgbuild");
        for (option, value) in [
            ("--root", text(&self.root)),
            ("--component-plist", text(&self.components)),
            ("--scripts", text(&self.scripts)),
            ("--install-location", HAL_FOLDER.to_owned()),
            ("--identifier", format!("{identifier}.pkg")),
            ("--version", version.to_owned()),
            ("--ownership", "recommended".to_owned()),
        ] {
            call = call.args([option.to_owned(), value]);
        }
        if let Some(identity) = identity {
            call = call.args(["--sign", identity]);
        }
        call.arg(text(to))
    }
}

/// The installer would otherwise put the bundle where it finds another copy of it, a build folder for instance.
fn components(name: &str) -> String {
    let name = name
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><array><dict>
<key>BundleIsRelocatable</key><false/>
<key>BundleIsVersionChecked</key><false/>
<key>BundleOverwriteAction</key><string>upgrade</string>
<key>RootRelativeBundlePath</key><string>{name}</string>
</dict></array></plist>
"#
    )
}

/// What every script begins with. The installer passes the volume as the third argument, "/" for the one that runs.
fn beginning(name: &str) -> String {
    let name = quoted(name);
    format!(
        "#!/bin/sh\nset -eu\nvolume=\"${{3:-/}}\"\ndriver=\"${{volume%/}}{HAL_FOLDER}/\"{name}\n"
    )
}

/// launchd starts the host anew; `kickstart` is refused from macOS 14.4 on (hal-facts E.4).
const RESTART: &str = "if [ \"$volume\" = / ]; then\n  /usr/bin/killall coreaudiod || true\nfi\n";

fn pre_install(name: &str) -> String {
    format!("{}rm -rf \"$driver\"\n", beginning(name))
}

fn post_install(name: &str, executable: &str) -> String {
    let executable = quoted(executable);
    format!(
        "{}chown -R 0:0 \"$driver\"\nfind \"$driver\" -type d -exec chmod 755 {{}} +\nfind \"$driver\" -type f -exec chmod 644 {{}} +\n\
         chmod 755 \"$driver/Contents/MacOS/\"{executable}\n{RESTART}",
        beginning(name)
    )
}

fn uninstall_script(name: &str) -> String {
    format!("{}rm -rf \"$driver\"\n{RESTART}", beginning(name))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn write_script(path: &Path, text: &str) -> io::Result<()> {
    fs::write(path, text)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::test_support::Scratch;
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    const NAME: &str = "It's a $HOME driver.driver";

    /// Runs a script for a volume other than the running one.
    fn run(scratch: &Scratch, script: &str) {
        let file = scratch.path().join("script");
        write_script(&file, script).unwrap();
        let volume = scratch.path().join("volume");
        let status = Command::new("sh")
            .arg(&file)
            .args([Path::new("x.pkg"), Path::new("/"), &volume])
            .status()
            .unwrap();
        assert!(status.success(), "{script}");
    }

    fn installed(scratch: &Scratch) -> PathBuf {
        let driver = scratch
            .path()
            .join("volume/Library/Audio/Plug-Ins/HAL")
            .join(NAME);
        fs::create_dir_all(driver.join("Contents/MacOS")).unwrap();
        fs::write(driver.join("Contents/MacOS/It's"), "").unwrap();
        fs::write(driver.join("Contents/Info.plist"), "").unwrap();
        driver
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn the_scripts_remove_the_driver_and_nothing_beside_it() {
        for script in [pre_install(NAME), uninstall_script(NAME)] {
            let scratch = Scratch::new("pkg-remove");
            let driver = installed(&scratch);
            let beside = driver.with_file_name("Other.driver");
            fs::create_dir(&beside).unwrap();
            run(&scratch, &script);
            assert!(!driver.exists() && beside.exists());
            // Also when there is none.
            run(&scratch, &script);
        }
    }

    #[test]
    fn the_script_after_installing_sets_the_modes() {
        let scratch = Scratch::new("pkg-modes");
        let driver = installed(&scratch);
        let plist = driver.join("Contents/Info.plist");
        fs::set_permissions(&plist, fs::Permissions::from_mode(0o600)).unwrap();
        // Only root can give files away.
        run(
            &scratch,
            &post_install(NAME, "It's").replace("chown ", ": chown "),
        );
        assert_eq!(mode(&plist), 0o644);
        assert_eq!(mode(&driver.join("Contents/MacOS/It's")), 0o755);
        assert_eq!(mode(&driver.join("Contents")), 0o755);
    }
}
