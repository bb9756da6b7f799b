//! Selector controls: [`DataSource`], [`ClockSource`] and the like (hal-facts B.10).

use std::fmt;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tympan_aspl_sys as sys;

use super::handle::{Kind, Shared, control_handle, settable_method};
use super::selector_item::SelectorItem;
use crate::cf::CfObject;
use crate::error::{Error, Result, Status};
use crate::object::Address;
use crate::property_value::{PropertyValue, ValueError};
use crate::realtime::ControlContext;
use crate::sync::lock;
use crate::types::Scope;

/// So many items can be chosen at once: I/O code looks through all of them.
const MOST_CHOSEN: usize = 64;

/// Set in the word of an item that is chosen, beside its id.
const CHOSEN: u64 = 1 << 32;

/// The items, and which of them are chosen.
#[derive(Clone)]
struct List {
    items: Arc<[SelectorItem]>,
    chosen: Vec<u32>,
}

impl List {
    fn can_choose(&self, id: u32) -> bool {
        let mut items = self.items.iter();
        items.any(|item| item.id == id && item.can_be_chosen())
    }

    fn problems(&self, is_multiple: bool) -> Vec<String> {
        let mut problems = Vec::new();
        if !self.items.iter().any(SelectorItem::can_be_chosen) {
            problems.push("it has no item that can be chosen".to_owned());
        }
        for (index, item) in self.items.iter().enumerate() {
            if self.items[..index].iter().any(|other| other.id == item.id) {
                problems.push(format!("two of its items have the id {}", item.id));
            }
        }
        if is_multiple && self.items.len() > MOST_CHOSEN {
            problems.push(format!(
                "it has {} items; a choice of several is possible among at most {MOST_CHOSEN}",
                self.items.len()
            ));
        }
        problems
    }
}

/// A choice among items.
pub(crate) struct Selector {
    list: Mutex<List>,
    /// What I/O code reads: the first chosen item.
    first: AtomicU32,
    /// And all of them, where several can be chosen. An item that stays chosen stays in its place.
    all: Option<Box<[AtomicU64]>>,
}

impl Selector {
    fn new<I: Into<SelectorItem>>(items: impl IntoIterator<Item = I>) -> Self {
        let items: Arc<[SelectorItem]> = items.into_iter().map(Into::into).collect();
        let first = items.iter().find(|item| item.can_be_chosen());
        let list = List {
            chosen: first.map(|item| item.id).into_iter().collect(),
            items,
        };
        Self::of(list, false)
    }

    fn of(list: List, is_multiple: bool) -> Self {
        let none = || (0..MOST_CHOSEN).map(|_| AtomicU64::new(0)).collect();
        let selector = Self {
            first: AtomicU32::new(0),
            all: is_multiple.then(none),
            list: Mutex::new(list),
        };
        selector.publish(&lock(&selector.list));
        selector
    }

    pub(crate) fn is_multiple(&self) -> bool {
        self.all.is_some()
    }

    fn get(&self) -> u32 {
        self.first.load(Ordering::Relaxed)
    }

    fn is_chosen(&self, id: u32) -> bool {
        match &self.all {
            None => self.get() == id,
            Some(all) => {
                let wanted = CHOSEN | u64::from(id);
                all.iter()
                    .any(|place| place.load(Ordering::Relaxed) == wanted)
            }
        }
    }

    pub(crate) fn items(&self) -> Arc<[SelectorItem]> {
        Arc::clone(&lock(&self.list).items)
    }

    pub(crate) fn chosen(&self) -> Vec<u32> {
        lock(&self.list).chosen.clone()
    }

    /// What is asked of an item; `'nope'` if there is none of this id.
    pub(crate) fn item<T>(
        &self,
        id: u32,
        ask: impl FnOnce(&SelectorItem) -> T,
    ) -> Result<T, Status> {
        let items = self.items();
        let found = items.iter().find(|item| item.id == id);
        found.map(ask).ok_or(Status::ILLEGAL_OPERATION)
    }

    /// Chooses these items instead of those chosen; what is chosen then, if it is something else.
    pub(crate) fn choose(&self, ids: &[u32]) -> Result<Option<Vec<u32>>, Status> {
        let most = if self.is_multiple() { MOST_CHOSEN } else { 1 };
        if ids.is_empty() || ids.len() > most {
            return Err(Status::BAD_SIZE);
        }
        let mut list = lock(&self.list);
        let is_repeated = |(index, id): (usize, &u32)| ids[..index].contains(id);
        if !ids.iter().all(|id| list.can_choose(*id)) || ids.iter().enumerate().any(is_repeated) {
            return Err(Status::ILLEGAL_OPERATION);
        }
        if list.chosen == ids {
            return Ok(None);
        }
        list.chosen = ids.to_vec();
        self.publish(&list);
        Ok(Some(list.chosen.clone()))
    }

    /// Replaces the items; whether they differ, and what is chosen then, if it is something else.
    fn set_items(&self, items: Arc<[SelectorItem]>) -> Result<(bool, Option<Vec<u32>>)> {
        let mut list = lock(&self.list);
        let mut new = List {
            items,
            chosen: Vec::new(),
        };
        let problems = new.problems(self.is_multiple());
        if !problems.is_empty() {
            return Err(Error::Other(problems.join("; ")));
        }
        new.chosen.clone_from(&list.chosen);
        let (items, chosen) = (Arc::clone(&new.items), &mut new.chosen);
        chosen.retain(|id| {
            items
                .iter()
                .any(|item| item.id == *id && item.can_be_chosen())
        });
        if chosen.is_empty() {
            let first = items.iter().find(|item| item.can_be_chosen());
            chosen.extend(first.map(|item| item.id));
        }
        let differs = (new.items != list.items, new.chosen != list.chosen);
        *list = new;
        self.publish(&list);
        Ok((differs.0, differs.1.then(|| list.chosen.clone())))
    }

    /// Shows I/O code what is chosen. The list is locked, so one thread at a time does.
    fn publish(&self, list: &List) {
        let first = list.chosen.first().copied().unwrap_or(0);
        self.first.store(first, Ordering::Relaxed);
        let Some(all) = &self.all else { return };
        let is_wanted = |word: u64| {
            let mut chosen = list.chosen.iter();
            chosen.any(|id| CHOSEN | u64::from(*id) == word)
        };
        for place in all {
            if !is_wanted(place.load(Ordering::Relaxed)) {
                place.store(0, Ordering::Relaxed);
            }
        }
        let added: Vec<_> = list
            .chosen
            .iter()
            .filter(|id| !self.is_chosen(**id))
            .collect();
        let free = all
            .iter()
            .filter(|place| place.load(Ordering::Relaxed) == 0);
        for (place, id) in free.zip(added) {
            place.store(CHOSEN | u64::from(*id), Ordering::Relaxed);
        }
    }
}

/// What a host stores of a choice: one number, or an array of several.
pub(crate) struct StoredChoice(Vec<u32>);

impl PropertyValue for StoredChoice {
    fn from_object(object: &CfObject) -> Result<Self, ValueError> {
        u32::from_object(object)
            .map(|id| vec![id])
            .or_else(|_| Vec::from_object(object))
            .map(Self)
    }

    fn to_object(&self) -> Result<CfObject, ValueError> {
        match self.0[..] {
            [id] => id.to_object(),
            _ => self.0.to_object(),
        }
    }
}

impl Kind for Selector {
    type Value = Vec<u32>;
    type Stored = StoredChoice;
    const FAMILY: sys::AudioClassID = sys::kAudioSelectorControlClassID;
    const CHANGED: &'static [Address] = &[Address::global(
        sys::kAudioSelectorControlPropertyCurrentItem,
    )];

    fn copy(&self) -> Self {
        Self::of(lock(&self.list).clone(), self.is_multiple())
    }

    fn stored(&self) -> StoredChoice {
        StoredChoice(self.chosen())
    }

    fn restore(&self, stored: StoredChoice) {
        // A choice that is no longer possible leaves the initial one.
        let _ = self.choose(&stored.0);
    }

    fn problems(&self) -> Vec<String> {
        let list = lock(&self.list);
        let mut problems = list.problems(self.is_multiple());
        for id in list.chosen.iter().filter(|id| !list.can_choose(**id)) {
            problems.push(format!(
                "it is to be set to item {id}, which cannot be chosen"
            ));
        }
        problems
    }
}

macro_rules! selector_control {
    ($(#[$doc:meta])* $name:ident) => {
        control_handle! { $(#[$doc])* $name(Selector) }
        settable_method!($name);

        impl $name {
            /// The item that is chosen at first; the first one that can be unless set.
            #[must_use]
            pub fn initial(mut self, id: u32) -> Self {
                let selector = &mut Shared::describe(&mut self.0).kind;
                let list = List {
                    chosen: vec![id],
                    ..lock(&selector.list).clone()
                };
                *selector = Selector::of(list, selector.is_multiple());
                self
            }

            /// Lets several items be chosen at once, from one to all of at most 64.
            #[must_use]
            pub fn multiple_choice(mut self) -> Self {
                let selector = &mut Shared::describe(&mut self.0).kind;
                let list = lock(&selector.list).clone();
                *selector = Selector::of(list, true);
                self
            }

            /// What to do after another choice, whoever made it, with the ids of the chosen items. Called on the control thread that made it, with no lock
            /// held.
            ///
            /// Of two changes at once, either hook may be called first; [`chosen`](Self::chosen) gives the latest.
            #[must_use]
            pub fn on_change(
                mut self,
                hook: impl Fn(&ControlContext<'_>, &[u32]) + Send + Sync + 'static,
            ) -> Self {
                let hook = move |control: &ControlContext<'_>, ids: &Vec<u32>| hook(control, ids);
                Shared::describe(&mut self.0).hook = Some(Arc::new(hook));
                self
            }

            /// The id of the chosen item, the first one if there are several (`kAudioSelectorControlPropertyCurrentItem`). Any thread, the I/O threads too.
            #[doc(alias = "kAudioSelectorControlPropertyCurrentItem")]
            #[must_use]
            pub fn get(&self) -> u32 {
                self.0.kind.get()
            }

            /// Whether an item is chosen. Any thread, the I/O threads too.
            #[doc(alias = "kAudioSelectorControlPropertyCurrentItem")]
            #[must_use]
            pub fn is_chosen(&self, id: u32) -> bool {
                self.0.kind.is_chosen(id)
            }

            /// The ids of all chosen items, in the order they were chosen in.
            #[doc(alias = "kAudioSelectorControlPropertyCurrentItem")]
            #[must_use]
            pub fn chosen(&self, _: &ControlContext<'_>) -> Vec<u32> {
                self.0.kind.chosen()
            }

            /// The items (`kAudioSelectorControlPropertyAvailableItems`).
            #[doc(alias = "kAudioSelectorControlPropertyAvailableItems")]
            #[must_use]
            pub fn items(&self, _: &ControlContext<'_>) -> Vec<SelectorItem> {
                self.0.kind.items().to_vec()
            }

            /// Chooses one item (`kAudioSelectorControlPropertyCurrentItem`).
            ///
            /// # Errors
            ///
            /// There is no item of this id, or it is a separator. Nothing is changed then.
            #[doc(alias = "kAudioSelectorControlPropertyCurrentItem")]
            pub fn set(&self, control: &ControlContext<'_>, id: u32) -> Result<()> {
                self.choose(control, &[id])
            }

            /// Chooses items (`kAudioSelectorControlPropertyCurrentItem`): one, or several different ones after
            /// [`multiple_choice`](Self::multiple_choice).
            ///
            /// # Errors
            ///
            /// There are too few or too many, they repeat, or one of them is not there or a separator. Nothing is changed then.
            #[doc(alias = "kAudioSelectorControlPropertyCurrentItem")]
            pub fn choose(&self, control: &ControlContext<'_>, ids: &[u32]) -> Result<()> {
                let chosen = self.0.kind.choose(ids);
                let chosen =
                    chosen.map_err(|_| Error::Other(format!("the items {ids:?} cannot be chosen")))?;
                self.0.change(control, |_| chosen);
                Ok(())
            }

            /// Replaces the items (`kAudioSelectorControlPropertyAvailableItems`). Those that are chosen stay chosen as far as they are still there; if none
            /// is, the first one that can be is chosen.
            ///
            /// # Errors
            ///
            /// None of the items can be chosen, two have the same id, or there are too many for a choice of several. Nothing is changed then.
            #[doc(alias = "kAudioSelectorControlPropertyAvailableItems")]
            pub fn set_items<I: Into<SelectorItem>>(
                &self,
                control: &ControlContext<'_>,
                items: impl IntoIterator<Item = I>,
            ) -> Result<()> {
                let items = items.into_iter().map(Into::into).collect();
                let (is_other_list, chosen) = self.0.kind.set_items(items)?;
                if is_other_list {
                    self.0.announce(control, ITEMS_CHANGED);
                }
                self.0.change(control, |_| chosen);
                Ok(())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("chosen", &self.0.kind.chosen())
                    .finish_non_exhaustive()
            }
        }
    };
}

/// What is announced when the items change. Names and kinds have no announcement of their own.
const ITEMS_CHANGED: &[Address] = &[Address::global(
    sys::kAudioSelectorControlPropertyAvailableItems,
)];

macro_rules! standard_selector_controls {
    ($($(#[$doc:meta])* $name:ident = $class:ident;)*) => { $(
        selector_control! { $(#[$doc])* $name }

        impl $name {
            /// A control of all channels of a side, with the first item that can be chosen.
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("use tympan_aspl::control::", stringify!($name), ";")]
            /// use tympan_aspl::Scope;
            ///
            #[doc = concat!("let selector = ", stringify!($name), "::new(Scope::Input, [(1, \"One\"), (2, \"Two\")]).initial(2);")]
            /// assert_eq!(selector.get(), 2);
            /// ```
            #[must_use]
            pub fn new<I: Into<SelectorItem>>(
                scope: Scope,
                items: impl IntoIterator<Item = I>,
            ) -> Self {
                Self(Shared::new(sys::$class, scope, Selector::new(items)))
            }
        }
    )* };
}

standard_selector_controls! {
    /// Where what comes in comes from (`kAudioDataSourceControlClassID`).
    #[doc(alias = "kAudioDataSourceControlClassID")]
    DataSource = kAudioDataSourceControlClassID;
    /// Where what goes out goes (`kAudioDataDestinationControlClassID`).
    #[doc(alias = "kAudioDataDestinationControlClassID")]
    DataDestination = kAudioDataDestinationControlClassID;
    /// What the device's clock follows (`kAudioClockSourceControlClassID`); its scope is [`Scope::Global`].
    #[doc(alias = "kAudioClockSourceControlClassID")]
    ClockSource = kAudioClockSourceControlClassID;
    /// Which voltage the line level is nominally (`kAudioLineLevelControlClassID`), without a gain stage.
    #[doc(alias = "kAudioLineLevelControlClassID")]
    LineLevel = kAudioLineLevelControlClassID;
    /// What the high-pass filter does (`kAudioHighPassFilterControlClassID`).
    #[doc(alias = "kAudioHighPassFilterControlClassID")]
    HighPassFilter = kAudioHighPassFilterControlClassID;
}

selector_control! {
    /// A choice of a class of the author's own, or just a choice (`kAudioSelectorControlClassID`).
    #[doc(alias = "kAudioSelectorControlClassID")]
    SelectorControl
}

impl SelectorControl {
    /// A control of all channels of a side, with the first item that can be chosen.
    ///
    /// `class` is the author's four-character code, or `*b"slct"` for a choice without a class of its own. Clients see either as a selector.
    ///
    /// # Examples
    ///
    /// ```
    /// use tympan_aspl::Scope;
    /// use tympan_aspl::control::SelectorControl;
    ///
    /// let modes = SelectorControl::new(*b"Mode", Scope::Global, [(0, "Studio"), (1, "Live")]);
    /// assert_eq!(modes.get(), 0);
    /// ```
    #[must_use]
    pub fn new<I: Into<SelectorItem>>(
        class: [u8; 4],
        scope: Scope,
        items: impl IntoIterator<Item = I>,
    ) -> Self {
        let class = u32::from_be_bytes(class);
        Self(Shared::new(class, scope, Selector::new(items)))
    }
}
