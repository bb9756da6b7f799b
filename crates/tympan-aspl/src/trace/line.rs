//! [`Line`]: one call, from its arguments to its duration.
//!
//! `method arguments: answer in duration`, where the answer is `ok` for a call that gives none, and the name of the status for one that failed.

use core::fmt::{Display, Write};
use std::time::{Duration, Instant};

use super::names::{Code, Object, Place};
use super::value::{Bytes, Qualified, Text, object, value};
use crate::cf::{CfObject, CfString};
use crate::client::Client;
use crate::error::Status;
use crate::object::{Address, Answer, Data, Owned, Qualifier, ValueType};
use crate::types::ObjectId;

/// Of so many addresses of one announcement the first ones are shown.
const ADDRESSES: usize = 8;

/// A call that is under way.
pub(crate) struct Line {
    text: String,
    has_arguments: bool,
    answer: Option<String>,
    started: Instant,
    /// Spent on the line itself.
    aside: Duration,
}

impl Line {
    pub(super) fn new(method: &'static str) -> Self {
        Self {
            text: method.to_owned(),
            has_arguments: false,
            answer: None,
            started: Instant::now(),
            aside: Duration::ZERO,
        }
    }

    /// Does the line's own work, which is not counted as the call's.
    pub(super) fn aside(&mut self, work: impl FnOnce(&mut Self)) {
        let started = Instant::now();
        work(self);
        self.aside += started.elapsed();
    }

    /// The finished line.
    pub(super) fn end(self, outcome: Result<(), Status>) -> String {
        let Self {
            mut text, answer, ..
        } = self;
        let duration = self.started.elapsed().saturating_sub(self.aside);
        let tenths = duration.as_nanos() / 100;
        let answer = match outcome {
            Ok(()) => answer.unwrap_or_else(|| "ok".to_owned()),
            Err(status) => Code::status(status).to_string(),
        };
        // Writing to a string cannot fail.
        let _ = write!(text, ": {answer} in {}.{} us", tenths / 10, tenths % 10);
        text
    }

    pub(crate) fn argument(&mut self, argument: impl Display) {
        self.append(&argument);
    }

    fn append(&mut self, argument: &dyn Display) {
        let separator = if self.has_arguments { ", " } else { " " };
        self.has_arguments = true;
        let _ = write!(self.text, "{separator}{argument}");
    }

    pub(crate) fn answer(&mut self, answer: impl Display) {
        self.answer = Some(answer.to_string());
    }

    pub(crate) fn yes_or_no(&mut self, answer: bool) {
        self.answer(if answer { "yes" } else { "no" });
    }

    /// An object, with its class if it is there.
    pub(crate) fn object(&mut self, id: ObjectId, found: Option<Owned>) {
        self.argument(Object(id, found));
    }

    /// The address of a property.
    pub(crate) fn address(&mut self, found: Option<Owned>, address: Address) {
        self.argument(Place(found, address));
    }

    /// The addresses of an announcement.
    pub(crate) fn addresses(&mut self, found: Option<Owned>, addresses: &[Address]) {
        for address in addresses.iter().take(ADDRESSES) {
            self.address(found, *address);
        }
        if addresses.len() > ADDRESSES {
            self.argument(format_args!("... {} addresses", addresses.len()));
        }
    }

    pub(crate) fn process(&mut self, process: i32) {
        if process != 0 {
            self.argument(format_args!("process {process}"));
        }
    }

    pub(crate) fn client(&mut self, client: &Client) {
        self.argument(format_args!("client {}", client.id.get()));
        self.process(client.process_id);
        if let Some(bundle_id) = &client.bundle_id {
            self.argument(Text(bundle_id));
        }
    }

    pub(crate) fn qualifier(&mut self, qualifier: &Qualifier<'_>) {
        if *qualifier != Qualifier::None {
            self.argument(Qualified(qualifier));
        }
    }

    /// The value that the host passes.
    pub(crate) fn data(&mut self, address: Address, kind: ValueType, data: &Data<'_>) {
        match data {
            Data::Object(data) => self.argument(format_args!("value {}", object(data))),
            Data::Bytes(bytes) => {
                let value = value(address.selector, kind, bytes);
                self.argument(format_args!("value {value}"));
            }
        }
    }

    /// The value that the host gets in `room` bytes.
    pub(crate) fn value(
        &mut self,
        address: Address,
        kind: ValueType,
        answer: &Answer,
        room: usize,
    ) {
        match answer {
            Answer::Object(answer) => self.answer(object(answer)),
            Answer::Value { bytes, length } => {
                self.answer(value(address.selector, kind, &bytes[..*length]));
            }
            Answer::Whole(bytes) => self.answer(value(address.selector, kind, bytes)),
            Answer::List { bytes, item_size } => {
                let room = bytes.len().min(room / item_size * item_size);
                let shown = value(address.selector, kind, &bytes[..room]);
                if room == bytes.len() {
                    self.answer(shown);
                } else {
                    self.answer(format_args!("{shown} ({room} of {} bytes)", bytes.len()));
                }
            }
        }
    }

    /// What the host passes in with a question.
    pub(crate) fn input(&mut self, address: Address, kind: ValueType, input: &[u8]) {
        let input = value(address.selector, kind, input);
        self.argument(format_args!("from {input}"));
    }

    /// The object that is stored for a key.
    pub(crate) fn stored(&mut self, stored: &CfObject) {
        self.answer(object(stored));
    }

    /// A key of the storage.
    pub(crate) fn key(&mut self, key: &CfString) {
        self.argument(Text(&key.to_string()));
    }

    /// A value to be stored.
    pub(crate) fn store(&mut self, value: &CfObject) {
        self.argument(format_args!("value {}", object(value)));
    }

    pub(crate) fn uuid(&mut self, bytes: &[u8]) {
        self.argument(Bytes(bytes));
    }
}
