//! What happened: the only way in which the world changes the model.

use crate::{
    domain::{request::Answer, secret::Secret, traffic::Exchange},
    kit::keys::Key,
};

/// Names one request, so that its answer finds who asked, or nobody.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RequestId(pub u64);

#[derive(Debug)]
pub enum Event {
    Key(Key),
    /// Text was pasted. It may be a secret, so it travels as one.
    Pasted(Secret),
    /// Text was pasted that is longer than any field takes. None of it was kept.
    PastedTooMuch,
    Resized,
    Answered(RequestId, Answer),
    /// The client exchanged something with the tenant: a line for the request log.
    Exchanged(Exchange),
}
