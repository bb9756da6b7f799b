//! [`SelectorItem`]: something that a selector control can be set to.

use tympan_aspl_sys as sys;

/// An item of a selector control: a number that clients choose it by, and a name that people see.
///
/// # Examples
///
/// ```
/// use tympan_aspl::control::{ClockSource, SelectorItem};
/// use tympan_aspl::Scope;
///
/// let internal = SelectorItem::new(1, "Internal").kind(*b"int ");
/// let items = [internal, SelectorItem::separator(2), (3, "S/PDIF").into()];
/// assert_eq!(ClockSource::new(Scope::Global, items).get(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct SelectorItem {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) kind: Option<u32>,
}

impl SelectorItem {
    /// An item. The ids of a control's items have to differ; those of data sources are often four-character codes.
    #[doc(alias = "kAudioSelectorControlPropertyItemName")]
    pub fn new(id: u32, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            kind: None,
        }
    }

    /// A line between items, which cannot be chosen.
    #[doc(alias = "kAudioSelectorControlItemKindSpacer")]
    pub fn separator(id: u32) -> Self {
        Self::new(id, "").kind(sys::kAudioSelectorControlItemKindSpacer.to_be_bytes())
    }

    /// What the item is, as a four-character code (`kAudioSelectorControlPropertyItemKind`), for example `*b"int "` for an internal clock.
    ///
    /// If one item of a control has a kind, those without one are of the kind 0.
    #[doc(alias = "kAudioSelectorControlPropertyItemKind")]
    #[doc(alias = "kAudioClockSourceItemKindInternal")]
    pub fn kind(mut self, kind: [u8; 4]) -> Self {
        self.kind = Some(u32::from_be_bytes(kind));
        self
    }

    /// The number that clients choose it by.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    pub(crate) fn can_be_chosen(&self) -> bool {
        self.kind != Some(sys::kAudioSelectorControlItemKindSpacer)
    }
}

impl<N: Into<String>> From<(u32, N)> for SelectorItem {
    fn from((id, name): (u32, N)) -> Self {
        Self::new(id, name)
    }
}
