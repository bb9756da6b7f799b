//! What keeps this machine out of a library that ships: compilers write the paths of source files into panic messages and debug
//! information. They are told to write names in place of the folders, so that the same input gives the same bytes in any folder.

use std::path::PathBuf;

use cargo_metadata::{MetadataCommand, Package};

use super::BuildOptions;
use crate::target::Architecture;
use crate::{DriverPackage, Error, ErrorKind, Result, Toolchain};

impl DriverPackage {
    /// The compiler's flags: those of the author, and a name for each folder. They are in cargo's encoding.
    pub(super) fn reproducible_flags(
        &self,
        options: &BuildOptions,
        toolchain: &Toolchain,
        architecture: Architecture,
    ) -> Result<String> {
        let mut names = self.names_of_folders(options, architecture)?;
        names.extend(toolchain.source());
        // Of several that fit, the compiler takes the last: the innermost folder.
        names.sort_by_key(|(folder, _)| folder.as_os_str().len());
        let mut flags = toolchain.flags(architecture)?;
        for (folder, name) in names {
            flags.push(format!("--remap-path-prefix={}={name}", folder.display()));
        }
        flags.encode().map_err(|error| {
            Error::new(
                ErrorKind::Build,
                format!("the compiler cannot be told the folders: {error}"),
            )
        })
    }

    /// The folders whose files may be compiled: the workspace, the target folder, and every package outside of them.
    fn names_of_folders(
        &self,
        options: &BuildOptions,
        architecture: Architecture,
    ) -> Result<Vec<(PathBuf, String)>> {
        let mut command = MetadataCommand::new();
        let mut more = vec![
            "--filter-platform".to_owned(),
            architecture.triple().to_owned(),
        ];
        for (flag, wanted) in [("--locked", options.locked), ("--offline", options.offline)] {
            if wanted {
                more.push(flag.to_owned());
            }
        }
        command.manifest_path(&self.manifest).other_options(more);
        let metadata = command.exec().map_err(|error| {
            Error::new(
                ErrorKind::Build,
                format!("cargo does not tell the dependencies: {error}"),
            )
            .at(&self.manifest)
        })?;
        let workspace = metadata.workspace_root.as_std_path();
        let mut names = vec![
            (workspace.to_owned(), "/workspace".to_owned()),
            (
                metadata.target_directory.clone().into(),
                "/target".to_owned(),
            ),
        ];
        let outside = metadata.packages.iter().filter_map(|package| {
            let folder = package.manifest_path.parent()?.as_std_path();
            (!folder.starts_with(workspace)).then(|| (folder.to_owned(), name_of(package)))
        });
        names.extend(outside);
        Ok(names)
    }
}

/// A package's name says the same wherever a registry's or a repository's copy of it lies.
fn name_of(package: &Package) -> String {
    format!("/{}-{}", package.name, package.version)
}
